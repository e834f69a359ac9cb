namespace Fractional.Store;

/// <summary>
/// The store is away or too slow. The message names the host, the database and what was expected, never a password.
/// </summary>
public sealed class StoreUnavailableException(string message, bool outcomeUnknown, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>True when the step may still have been done or be done later.</summary>
    public bool OutcomeUnknown { get; } = outcomeUnknown;
}

/// <summary>
/// The store answered, and what it answered cannot be: wrong settings, an older copy of the data, a schema from the
/// future.
/// </summary>
public sealed class StoreCorruptException(string message, Exception? inner = null) : Exception(message, inner);
