namespace Waziup.Ngsi.Access;

/// <summary>Takes down who came in, who did not, who changed rights, and uses of policies that want it. Never what was shown as a secret.</summary>
public interface IAuditLog
{
    /// <summary>Takes one down, before what it tells of is acknowledged.</summary>
    /// <exception cref="Model.NgsiLdException">StorageUnavailable: it could not be taken down, so it must not happen either.</exception>
    void Write(AuditEntry entry);
}

/// <summary>One thing to be taken down.</summary>
/// <param name="What">What happened, such as <c>login</c> or <c>key-made</c>.</param>
/// <param name="By">By whom, as far as he is known; null for nobody known.</param>
public sealed record AuditEntry(string What, Caller? By = null)
{
    /// <summary>In which tenant; null for none in particular.</summary>
    public string? Tenant { get; init; }

    /// <summary>What or whom it is about: an account, a key, a policy.</summary>
    public string? About { get; init; }

    /// <summary>More, in words.</summary>
    public string? Detail { get; init; }

    /// <summary>From which address; null where nobody is on the line.</summary>
    public string? Address { get; init; }
}
