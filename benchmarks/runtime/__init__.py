"""The models in torch, ONNX Runtime and OpenVINO, side by side."""
