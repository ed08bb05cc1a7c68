namespace Waziup.Ngsi.Storage;

/// <summary>A store cannot be used at all; the message is for the operator.</summary>
public sealed class StorageException(string message, Exception? cause = null) : Exception(message, cause);
