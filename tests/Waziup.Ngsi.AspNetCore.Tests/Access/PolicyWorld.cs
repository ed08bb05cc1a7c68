using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Policies;
using Waziup.Ngsi.Access.Policies.Explaining;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>A broker under policies, an administrator who writes them, and an operator to whom nothing is forbidden.</summary>
sealed class PolicyWorld : IAsyncDisposable
{
    /// <summary>The one who creates what tests need; he comes in beside the policies.</summary>
    public const string Root = "Test-Caller: root";

    private static readonly Caller Administrator = Caller.Anonymous with { Subject = "eve", Roles = ["administrator"] };

    private readonly DocumentPolicy _policy;

    private PolicyWorld(TestBroker broker, DocumentPolicy policy, PolicyBook book) => (Broker, _policy, Book) = (broker, policy, book);

    public TestBroker Broker { get; }

    public DocumentPolicy Policy => _policy;

    public PolicyBook Book { get; }

    public PolicyExplainer Explainer { get; private init; } = null!;

    public PolicyActivation Activation { get; private init; } = null!;

    public PolicyTrial Trial { get; private init; } = null!;

    public TestStore Store { get; private init; } = null!;

    /// <summary>What was written down.</summary>
    public LogLines Log { get; private init; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Task<PolicyWorld> StartAsync(params string[] shipped) => StartAsync(KeyFile.Temporary(), shipped);

    public static async Task<PolicyWorld> StartAsync(IPolicyKeys keys, params string[] shipped)
    {
        var (log, clock) = (new LogLines(), new Clock());
        var store = await TestStore.StartAsync(clock);
        var storage = store.Storage;
        var policy = new DocumentPolicy(storage, keys, clock, Options.Create(new PolicyOptions()), new LinesOnly(log), log);
        var broker = await TestBroker.StartAsync(new RootOrPolicy(policy), storage: storage);
        clock.Inner = broker.Clock;
        var (audit, book) = (new LinesOnly(log), new PolicyBook(storage, policy, clock, new LinesOnly(log)));
        var activation = new PolicyActivation(storage, policy, book, clock, audit);
        var world = new PolicyWorld(broker, policy, book)
        {
            Log = log,
            Store = store,
            Explainer = new PolicyExplainer(storage, policy, book, clock, audit),
            Activation = activation,
            Trial = new PolicyTrial(storage, policy, book, activation, clock, audit),
        };
        foreach (var name in shipped)
            await world.PutAsync(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "policies", $"{name}.json"), Cancel))!);
        if (shipped.Length > 0)
            await world.ActivateAsync([.. shipped.Select(name => $"urn:waziup:Policy:{name}")]);
        return world;
    }

    /// <summary>Keeps a policy; returns its version.</summary>
    public async Task<int> PutAsync(JsonNode policy, Caller? author = null) =>
        await Book.PutAsync(default, author ?? Administrator, policy["id"]!.GetValue<string>(), policy, await TermsOfAsync(policy), Cancel);

    /// <summary>Has the newest versions of policies hold besides those that do.</summary>
    public async Task<JsonObject> ActivateAsync(params string[] ids)
    {
        var wanted = new JsonArray();
        foreach (var id in ids)
        {
            var versions = await Book.ListAsync(default, Administrator, id, Cancel);
            wanted.Add(new JsonObject { ["id"] = id, ["version"] = versions[^1]!["version"]!.GetValue<int>() });
        }
        return await ChangeAsync(new JsonObject { ["activate"] = wanted });
    }

    public async Task<JsonObject> ChangeAsync(JsonNode change, Caller? caller = null) => await Activation.ActivateAsync(default, caller ?? Administrator, change, Cancel);

    /// <summary>Keeps a policy and has it hold.</summary>
    public async Task HoldAsync(string policy)
    {
        var parsed = JsonNode.Parse(policy)!;
        parsed["id"] ??= "urn:waziup:Policy:tested";
        await PutAsync(parsed);
        await ActivateAsync(parsed["id"]!.GetValue<string>());
    }

    /// <summary>Creates an entity of attributes in concise form.</summary>
    public Task CreateAsync(string id, string type, string attributes) =>
        Broker.CreateAsync($$"""{"id":"urn:ngsi-ld:{{id}}","type":"{{type}}",{{attributes}}}""", Root);

    public async ValueTask DisposeAsync()
    {
        await Broker.DisposeAsync();
        _policy.Dispose();
        await Store.DisposeAsync();
    }

    private async ValueTask<ActiveContext> TermsOfAsync(JsonNode policy) => policy["@context"] is { } own
        ? await Broker.Broker.Terms.ResolveAsync("", System.Text.Encoding.UTF8.GetBytes(own.ToJsonString()), Cancel) : Broker.Broker.Terms.Default;

    private sealed class RootOrPolicy(DocumentPolicy policy) : IAccessPolicy
    {
        public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) =>
            caller.Subject == "root" ? ValueTask.FromResult(Grant.Open) : policy.GrantAsync(caller, tenant, right, cancel);
    }

    /// <summary>The clock of the broker, which is not there yet when the policy is made.</summary>
    private sealed class Clock : TimeProvider
    {
        public TimeProvider Inner { get; set; } = new ManualTime();

        public override DateTimeOffset GetUtcNow() => Inner.GetUtcNow();

        public override long GetTimestamp() => Inner.GetTimestamp();

        public override long TimestampFrequency => Inner.TimestampFrequency;
    }
}

/// <summary>Keeps what was logged.</summary>
sealed class LinesOnly(LogLines lines) : IAuditLog
{
    public void Write(AuditEntry entry) =>
        lines.Lines.Add($"{entry.What}: {entry.About} of tenant {entry.Tenant} by {entry.By?.Subject ?? entry.By?.Key} for {entry.Detail}, purpose {entry.By?.Purpose}, because {entry.By?.Reason}");
}

sealed class LogLines : ILogger<DocumentPolicy>
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Add($"{logLevel}: {formatter(state, exception)}");
}
