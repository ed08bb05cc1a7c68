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

    /// <summary>Carries intents out, as far as the tenant has room, each with those that are linked to it or none of these.</summary>
    /// <returns>One change for each, in the order in which they stand: each before those that are linked to it.</returns>
    public async ValueTask<ImmutableArray<Change>> CommitAsync(TenantId tenant, IReadOnlyList<LinkedIntents> parts, CancellationToken cancel)
    {
        var admission = _isMeasured ? AdmissionOf(tenant) : null;
        var intents = new List<Intent>();
        foreach (var part in parts)
        {
            Change? own = null;
            intents.Add(part.Own with { Apply = current => own = Admit(part.Own.Apply(current)) });
            intents.AddRange(part.Linked.Select(linked => linked with { Apply = current => own?.Error is { } error ? Change.Refuse(error) : Admit(linked.Apply(current)) }));
        }
        return await SettledAsync(admission, tenant, intents.ToArray(), cancel);

        Change Admit(Change change) => admission?.Admit(change) ?? change;
    }

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
        var admission = AdmissionOf(tenant);
        var admitted = new Intent[intents.Length];
        for (var i = 0; i < admitted.Length; i++)
        {
            var intent = intents.Span[i];
            admitted[i] = intent with { Apply = current => admission.Admit(intent.Apply(current)) };
        }
        return await SettledAsync(admission, tenant, admitted, cancel);
    }

    private async ValueTask<ImmutableArray<Change>> SettledAsync(Admission? admission, TenantId tenant, Intent[] admitted, CancellationToken cancel)
    {
        ImmutableArray<Change> changes = [];
        try
        {
            return changes = await storage.Entities.CommitAsync(tenant, admitted, cancel);
        }
        finally
        {
            admission?.Settle(changes);
        }
    }

    private Admission AdmissionOf(TenantId tenant) => new(Of(tenant), () => _reached.Writer.TryWrite(true));

    private TenantLedger Of(TenantId tenant) => _ledgers.GetOrAdd(tenant, _ => new TenantLedger(limits));
}
