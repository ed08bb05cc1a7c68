using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Releases;

/// <summary>Publishes what the policies of all tenants release. One process at a time does it on a store.</summary>
internal sealed partial class ReleaseJob(IStorage storage, Quotas store, DocumentPolicy policies, ActiveContext terms, TimeProvider clock, ILogger log)
{
    private readonly ReleaseWriter _writer = new(storage, store, terms, clock);

    /// <summary>Publishes what has become complete since the last time.</summary>
    public async ValueTask RunAsync(CancellationToken cancel)
    {
        foreach (var tenant in storage.Tenants.List().Where(tenant => !tenant.IsSnapshot))
        {
            var (set, now) = (await policies.SetAsync(tenant, cancel), Instant.Of(clock.GetUtcNow()));
            foreach (var policy in set.Policies.Where(policy => policy.Release is not null && policy.HoldsAt(now)))
            {
                try
                {
                    await new ReleaseRun(storage, _writer, tenant, set, policies, policy, now).RunAsync(cancel);
                }
                catch (Exception failure) when (!cancel.IsCancellationRequested)
                {
                    // The others go on.
                    Failed(log, failure, policy.Id, tenant.Value);
                }
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "What policy {Policy} of tenant {Tenant} releases could not be published; it is tried again")]
    private static partial void Failed(ILogger log, Exception failure, string policy, string tenant);
}
