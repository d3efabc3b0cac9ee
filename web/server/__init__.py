"""The server: everything between the network and the application."""
