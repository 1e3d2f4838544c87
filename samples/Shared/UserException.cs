namespace Samples;

/// <summary>Something the user can put right; the message says what and how. The program prints it and ends with exit code 1.</summary>
public sealed class UserException(string message, Exception? inner = null) : Exception(message, inner);
