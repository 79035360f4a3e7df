"""The lessons executed by nbval, and the rules that each of them keeps."""
