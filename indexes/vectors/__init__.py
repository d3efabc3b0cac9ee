"""Vector indexes behind one interface: exact (NumPy) and FAISS."""
