using Microsoft.Extensions.Logging;

namespace Waziup.Ngsi.Access;

/// <summary>Takes down by the log of the host, under the category <see cref="Category"/>.</summary>
public sealed partial class LoggedAudit : IAuditLog
{
    /// <summary>The category; hosts should not leave it out, however little they log else.</summary>
    public const string Category = "Waziup.Audit";

    private readonly ILogger _log;

    /// <param name="logs">The logs of the host.</param>
    public LoggedAudit(ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        _log = logs.CreateLogger(Category);
    }

    /// <inheritdoc/>
    public void Write(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var by = entry.By;
        Written(_log, entry.What, by?.Subject, by?.Key, by?.Issuer, entry.About, entry.Tenant, by?.Purpose, by?.Reason, entry.Address, entry.Detail);
    }

    [LoggerMessage(LogLevel.Information, "{What} by {By} with key {Key} of {Issuer} about {About} in tenant {Tenant}, purpose {Purpose}, because {Reason}, from {Address}: {Detail}")]
    private static partial void Written(
        ILogger log, string what, string? by, string? key, string? issuer, string? about, string? tenant, string? purpose, string? reason, string? address, string? detail);
}
