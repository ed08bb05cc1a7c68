using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>Holds tenants to what they may hold. Costs nothing where nothing is limited.</summary>
internal sealed class Quotas(IStorage storage, TenantLimits limits)
{
    private readonly ConcurrentDictionary<TenantId, TenantLedger> _ledgers = new();
    private readonly Channel<bool> _reached = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile bool _isMeasured;

    /// <summary>What each tenant holds; none before it was measured.</summary>
    public IEnumerable<KeyValuePair<TenantId, TenantLedger>> Ledgers => _ledgers;

    /// <summary>Whether it is known what each tenant holds; before that nothing is refused.</summary>
    public bool IsMeasured => _isMeasured;

    /// <summary>Carries intents out, as far as the tenant has room.</summary>
    public ValueTask<ImmutableArray<Change>> CommitAsync(TenantId tenant, ReadOnlyMemory<Intent> intents, CancellationToken cancel) =>
        _isMeasured ? AdmittedAsync(tenant, intents, cancel) : storage.Entities.CommitAsync(tenant, intents, cancel);

    /// <summary>Measures what all tenants hold.</summary>
    public async ValueTask MeasureAsync(CancellationToken cancel)
    {
        foreach (var ledger in _ledgers.Values)
            ledger.Measure();
        var usages = await storage.Tenants.MeasureAsync(cancel);
        foreach (var gone in _ledgers.Keys.Where(tenant => !usages.ContainsKey(tenant)))
            Of(gone).Measured(default);
        foreach (var (tenant, usage) in usages)
            Of(tenant).Measured(usage);
        _isMeasured = true;
    }

    /// <summary>The tenant holds nothing any more.</summary>
    public void Forget(TenantId tenant) => _ledgers.TryRemove(tenant, out _);

    /// <summary>Waits until a limit was reached.</summary>
    public ValueTask<bool> ReachedAsync(CancellationToken cancel) => _reached.Reader.ReadAsync(cancel);

    private async ValueTask<ImmutableArray<Change>> AdmittedAsync(TenantId tenant, ReadOnlyMemory<Intent> intents, CancellationToken cancel)
    {
        var admission = new Admission(Of(tenant), () => _reached.Writer.TryWrite(true));
        var admitted = new Intent[intents.Length];
        for (var i = 0; i < admitted.Length; i++)
        {
            var intent = intents.Span[i];
            admitted[i] = intent with { Apply = current => admission.Admit(intent.Apply(current)) };
        }
        ImmutableArray<Change> changes = [];
        try
        {
            return changes = await storage.Entities.CommitAsync(tenant, admitted, cancel);
        }
        finally
        {
            admission.Settle(changes);
        }
    }

    private TenantLedger Of(TenantId tenant) => _ledgers.GetOrAdd(tenant, _ => new TenantLedger(limits));
}
