using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Noise;
using Waziup.Ngsi.Broker.Distribution;
using Waziup.Ngsi.Broker.Feeds;
using Waziup.Ngsi.Broker.Registrations;
using Waziup.Ngsi.Broker.Snapshots;
using Waziup.Ngsi.Broker.Subscriptions;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Notifications;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>The broker: everything an adapter calls.</summary>
/// <remarks>Thread-safe. <see cref="StartAsync"/> comes before anything else.</remarks>
public sealed class ContextBroker
{
    private readonly IStorage _storage;
    private readonly HostedContexts _hosted;
    private readonly ContextCopies _copies;
    private readonly SubscriptionShelf _subscriptions;
    private readonly RegistrationShelf _registrations;
    private readonly SourceStates _sources;
    private readonly SubscriptionShelf _registrationSubscriptions;
    private readonly RemoteCopies _remoteCopies;

    /// <summary>Puts a broker together.</summary>
    /// <param name="storage">Where everything is kept.</param>
    /// <param name="policy">Who may do what.</param>
    /// <param name="loader">Fetches @contexts.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="options">What the host has set.</param>
    /// <param name="notifiers">Each knows how to reach endpoints of some schemes; none: nobody can be notified.</param>
    /// <param name="log">Hears of what fails in the background; null: nobody does.</param>
    public ContextBroker(
        IStorage storage, IAccessPolicy policy, IContextLoader loader, TimeProvider clock, NgsiLdOptions options,
        IEnumerable<INotifier>? notifiers = null, ILogger<ContextBroker>? log = null) :
        this(storage, policy, loader, clock, options, notifiers, log, source: null)
    {
    }

    internal ContextBroker(
        IStorage storage, IAccessPolicy policy, IContextLoader loader, TimeProvider clock, NgsiLdOptions options,
        IEnumerable<INotifier>? notifiers, ILogger<ContextBroker>? log, IContextSource? source)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (policy is not OpenPolicy)
            policy = new OriginPolicy(policy);
        _storage = storage;
        Clock = clock;
        Options = options;
        _hosted = new HostedContexts(storage, clock);
        _copies = new ContextCopies(storage, loader, clock);
        Terms = new ContextResolver(_copies, clock, options.Contexts, _hosted);
        Quotas = new Quotas(storage, options.TenantLimits);
        var writes = Writes = new WritePath(Quotas, policy);
        Identity = new SourceIdentity(storage, clock, options);
        var live = new LiveRegistrations();
        _sources = new SourceStates(storage, live, clock);
        var recent = new RecentAnswers(clock, options.Federation.MaxKeptBytes);
        var sources = new Sources(live, _sources, source ?? new NoContextSource(), recent, Identity, Terms, policy, options.Federation, clock);
        var notices = new AccessNotices(storage, Terms.Default);
        var reads = Reads = new ReadPath(storage, policy, sources, notices);
        Maps = new EntityMaps(storage, policy, options);
        var distributed = new SourceWrites(writes, sources, storage);
        Entities = new EntityOperations(distributed, new Purge(reads, writes, sources), reads, Maps);
        Discovery = new DiscoveryOperations(reads, new SourceDiscovery(sources));
        Attributes = new AttributeOperations(distributed);
        var ledger = new NoiseLedger(() => storage.Documents, clock);
        HistoryPath PathOf(IStorage store, int most) => new(store, policy, notices, ledger, most);
        Temporal = new TemporalOperations(
            storage, writes, distributed, store => PathOf(store, options.TemporalLimit), new SourceHistories(storage, sources), Maps);
        Batches = new BatchOperations(writes, distributed, sources, Terms, options);
        Contexts = new ContextOperations(_hosted, Terms, policy, options);
        log ??= NullLogger<ContextBroker>.Instance;
        _remoteCopies = new RemoteCopies(storage, clock);
        var remote = new RemoteSubscriptions(_remoteCopies, sources, live, Terms, Identity, policy, options.Federation, clock);
        INotifier[] known = [.. notifiers ?? [], remote];
        Dispatcher = new Dispatcher(storage, policy, known, options.Notifications, clock, log);
        _subscriptions = new SubscriptionShelf(storage, Terms, _copies, Dispatcher, log);
        Dispatcher.Refresh = _subscriptions.RefreshAsync;
        Subscriptions = new SubscriptionOperations(
            storage, _subscriptions, _hosted, Terms, Dispatcher, policy, options.Notifications, DocumentKind.Subscription, remote);
        _registrations = new RegistrationShelf(storage, Terms, live, _sources, log);
        live.Refresh = _registrations.CatchUpAsync;
        Registrations = new RegistrationOperations(
            _registrations, live, new RegistrationConflicts(storage, live), _sources, remote, policy, options.Federation);
        RegistrationNotifier = new RegistrationNotifier(
            storage, _registrations, live, new Ownership(policy, Right.Register), known, options.Notifications, clock, log);
        _registrationSubscriptions = new SubscriptionShelf(storage, Terms, _copies, RegistrationNotifier, log, DocumentKind.RegistrationSubscription);
        RegistrationNotifier.Refresh = _registrationSubscriptions.RefreshAsync;
        RegistrationSubscriptions = new SubscriptionOperations(
            storage, _registrationSubscriptions, _hosted, Terms, RegistrationNotifier, policy, options.Notifications, DocumentKind.RegistrationSubscription);
        (remote.Subscriptions, remote.Watches) = (_subscriptions, _registrationSubscriptions);
        FromSources = new SourceNotifications(
            storage, _remoteCopies, sources, live, Terms, policy, options.Federation, clock, _subscriptions, Dispatcher);
        Dispatcher.Elsewhere = FromSources.AllAsync;
        var snapshots = new SnapshotShelf(storage, clock);
        var told = new SnapshotTeller(known, options.Notifications, clock);
        var fill = new SnapshotFill(storage, reads, store => PathOf(store, SnapshotFill.MostInstances), new SourceHistories(storage, sources), options);
        Filler = new SnapshotFiller(storage, snapshots, fill, told, Terms, clock, log);
        Snapshots = new SnapshotOperations(storage, snapshots, Filler, told, Terms, policy, options, clock);
        Feeds = new LiveFeeds(storage, policy, Identity, options.Notifications, clock);
        Retention = new Retention(storage, clock, options);
    }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>What the host has set.</summary>
    public NgsiLdOptions Options { get; }

    /// <summary>The store, for counting and for readers of the change log.</summary>
    public IStorage Storage => _storage;

    internal ContextResolver Terms { get; }

    internal WritePath Writes { get; }

    internal ReadPath Reads { get; }

    internal EntityOperations Entities { get; }

    internal RecentPlans Plans { get; } = new(256);

    internal DiscoveryOperations Discovery { get; }

    internal AttributeOperations Attributes { get; }

    internal TemporalOperations Temporal { get; }

    internal BatchOperations Batches { get; }

    internal EntityMaps Maps { get; }

    internal ContextOperations Contexts { get; }

    internal LiveFeeds Feeds { get; }

    internal SubscriptionOperations Subscriptions { get; }

    internal RegistrationOperations Registrations { get; }

    internal SubscriptionOperations RegistrationSubscriptions { get; }

    internal SourceNotifications FromSources { get; }

    internal SnapshotOperations Snapshots { get; }

    internal SnapshotFiller Filler { get; }

    internal Dispatcher Dispatcher { get; }

    internal RegistrationNotifier RegistrationNotifier { get; }

    internal SourceIdentity Identity { get; }

    internal Retention Retention { get; }

    internal Quotas Quotas { get; }

    internal Instant Now => Instant.Of(Clock.GetUtcNow());

    /// <summary>Prepares the store and reads what has to be in memory.</summary>
    /// <exception cref="StorageException">The store cannot be used.</exception>
    public async ValueTask StartAsync(CancellationToken cancel)
    {
        await _storage.PrepareAsync(cancel);
        await _hosted.LoadAsync(cancel);
        await Identity.LoadAsync(cancel);
        Dispatcher.Key(Identity.KeyFor("notifications"));
        RegistrationNotifier.Secret = Identity.KeyFor("registrations");
        await _copies.OfferAsync(Terms.Cache, cancel);
        await _subscriptions.LoadAsync(cancel);
        await _sources.LoadAsync(cancel);
        await _registrations.LoadAsync(cancel);
        await _registrationSubscriptions.LoadAsync(cancel);
        await _remoteCopies.LoadAsync(cancel);
        await Snapshots.LoadAsync(cancel);
        Filler.Resume();
        _storage.WhenChangedElsewhere(() => _ = ReloadAsync());
    }

    /// <summary>Whether a request may name the tenant (4.14).</summary>
    /// <exception cref="NgsiLdException">NonexistentTenant, or Forbidden where there are as many as there may be.</exception>
    internal void CheckTenant(Caller caller, TenantId tenant, TenantDemand demand)
    {
        if (!caller.Tenants.Contains(tenant) || (demand == TenantDemand.Exists && !_storage.Tenants.Exists(tenant)))
            throw new NgsiLdException(NgsiLdErrors.NonexistentTenant(tenant));
        if (demand == TenantDemand.Creates && !_storage.Tenants.Exists(tenant) && _storage.Tenants.List().Count(known => !known.IsSnapshot) > Options.MaxTenants)
            throw new NgsiLdException(NgsiLdErrors.Forbidden($"there are {Options.MaxTenants} tenants already"));
    }

    /// <summary>Loads entities from lines of JSON (NDJSON), for the operator: no policy is asked, history and change log are written as for any write.</summary>
    /// <param name="tenant">Whose they become; it comes into being with the first of them.</param>
    /// <param name="lines">UTF-8, one entity in normalized or concise form a line, with or without an @context of its own. Blank lines are passed over.</param>
    /// <param name="options">How.</param>
    /// <param name="rejected">Is told each line that is refused; the others are loaded.</param>
    /// <param name="progress">Is told after each part what is durable.</param>
    /// <param name="cancel">Stops; what was reported stays.</param>
    /// <returns>The last report.</returns>
    /// <remarks>May be repeated: what is stored already is not written again.</remarks>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    /// <exception cref="NgsiLdException">The store cannot write; a load with <see cref="LoadOptions.SkipLines"/> goes on behind the last report.</exception>
    /// <exception cref="JsonLdException">The context that the options name cannot be had.</exception>
    public ValueTask<LoadReport> LoadAsync(
        TenantId tenant, Stream lines, LoadOptions options, Action<RejectedLine> rejected, IProgress<LoadReport>? progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(rejected);
        options.Validate();
        return new BulkLoader(_storage, Terms, Clock, tenant, options, rejected).RunAsync(lines, progress, cancel);
    }

    /// <summary>Deletes a tenant with all that it holds, for the operator. It is gone when the call returns; its rows go in the background.</summary>
    /// <param name="tenant">The tenant; the default one is emptied and goes on.</param>
    /// <param name="cancel">Ends the wait until the deletion has begun.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="NgsiLdException">The store cannot be reached.</exception>
    public async ValueTask<bool> DropTenantAsync(TenantId tenant, CancellationToken cancel)
    {
        var was = await _storage.Tenants.DropAsync(tenant, cancel);
        Quotas.Forget(tenant);
        await _hosted.LoadAsync(cancel);
        await _subscriptions.LoadAsync(cancel);
        await _registrations.LoadAsync(cancel);
        await _registrationSubscriptions.LoadAsync(cancel);
        return was;
    }

    /// <summary>Removes what has expired (4.22): a batch at a time, as ordinary commits.</summary>
    /// <returns>How many entities were looked at and documents went; 0 when nothing is left to do.</returns>
    public async ValueTask<int> SweepAsync(CancellationToken cancel)
    {
        const int AtOnce = 200;
        var now = Now;
        var expired = await _storage.Entities.ExpiredAsync(now, AtOnce, cancel);
        foreach (var group in expired.GroupBy(item => item.Tenant))
        {
            Intent[] intents = [.. group.Select(item => new Intent(
                item.Id, current => Patch.Apply(current, new Mutation(MutationKind.Expire, item.Id) { Cause = ChangeCause.Expiry }, now)))];
            await Quotas.CommitAsync(group.Key, intents, cancel);
        }
        return expired.Count + await _storage.Documents.SweepAsync(now, cancel);
    }

    /// <summary>Reads stored things again that could not be read when the broker started, and puts away what is over.</summary>
    internal async ValueTask TidyAsync(CancellationToken cancel)
    {
        await _subscriptions.RetryAsync(cancel);
        await _registrationSubscriptions.RetryAsync(cancel);
        await Registrations.TidyAsync(Now, cancel);
        await SaveAsync(cancel);
        await Snapshots.TidyAsync(cancel);
    }

    /// <summary>Stores what was only counted.</summary>
    internal ValueTask SaveAsync(CancellationToken cancel) => _sources.SaveAsync(cancel);

    private async Task ReloadAsync()
    {
        try
        {
            await _hosted.LoadAsync(CancellationToken.None);
            await _subscriptions.LoadAsync(CancellationToken.None);
            await _registrations.LoadAsync(CancellationToken.None);
            await _registrationSubscriptions.LoadAsync(CancellationToken.None);
            await _remoteCopies.LoadAsync(CancellationToken.None);
            await Snapshots.LoadAsync(CancellationToken.None);
        }
        catch (NgsiLdException)
        {
            // The store cannot be reached; it says so again when it can.
        }
    }
}
