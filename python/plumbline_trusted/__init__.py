"""What the trusted programs share; it never imports a project and never unpickles."""
