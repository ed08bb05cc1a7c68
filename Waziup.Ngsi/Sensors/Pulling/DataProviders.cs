using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Hosting;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Providers;
using Waziup.Ngsi.Sensors.Readings;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Pulling;

/// <summary>Asks sources of data elsewhere from time to time, and stores what they tell as what a device has sent, so that rights and pipelines are the same.</summary>
/// <remarks>Many may use one at once.</remarks>
public sealed class DataProviders : IDisposable
{
    private const int MaxShown = 100;

    private readonly ContextBroker _broker;
    private readonly HttpMessageInvoker _http;
    private readonly ProviderClient _client;
    private readonly StoredProviders _stored;
    private readonly ProviderRunner _runner;
    private readonly SemaphoreSlim _trials = new(2, 2);

    /// <summary>Providers of a broker; none is asked before <see cref="RunAsync"/>.</summary>
    /// <param name="broker">The broker; its options say which addresses may be called.</param>
    /// <param name="bridge">Stores the readings.</param>
    /// <param name="log">Is told of providers that begin to fail; null: nobody is.</param>
    public DataProviders(ContextBroker broker, DeviceBridge bridge, ILogger<DataProviders>? log = null)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(bridge);
        _broker = broker;
        _http = OutgoingClient.ForProviders(broker.Options);
        _client = new ProviderClient(_http, broker.Clock);
        _stored = new StoredProviders(broker, new StoredEntities(broker));
        _runner = new ProviderRunner(broker, _stored, new Pull(_client, bridge, broker.Clock), log ?? NullLogger<DataProviders>.Instance);
    }

    /// <summary>Writes a provider, new or in place of the one of its name: an entity of the type <c>Provider</c>, which shows neither headers nor secrets.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who asks; the readings are stored in his name and with his rights, also when he is away.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="document"><c>url</c>, <c>device</c> and <c>values</c> (the path of each sensor), and where it is not as usual <c>name</c>, <c>enabled</c>, <c>headers</c>, <c>secrets</c>,
    /// <c>every</c>, <c>rows</c> and <c>time</c>.</param>
    /// <param name="cancel">Ends the wait until the commit has begun.</param>
    /// <returns>Whether it is new.</returns>
    /// <remarks>Who deletes the entity ends the provider.</remarks>
    /// <exception cref="NgsiLdException">BadRequestData with the place of what is wrong; LimitReached where the tenant has 100; what the policy says.</exception>
    public async ValueTask<bool> PutAsync(TenantId tenant, Caller caller, string name, JsonElement document, CancellationToken cancel)
    {
        var (id, _) = Read(name, document);
        var isNew = await _stored.PutAsync(CallOf(tenant, caller), id, document, cancel);
        _runner.Wake();
        return isNew;
    }

    /// <summary>Asks a provider once as it would be put; nothing is stored.</summary>
    /// <param name="tenant">Where.</param>
    /// <param name="caller">Who asks; he has to be one who might put it.</param>
    /// <param name="name">What it would be called.</param>
    /// <param name="document">As for <see cref="PutAsync"/>.</param>
    /// <param name="cancel">Ends the request.</param>
    /// <exception cref="NgsiLdException">BadRequestData with the place of what is wrong; what the policy says.</exception>
    public async ValueTask<ProviderTrial> TryAsync(TenantId tenant, Caller caller, string name, JsonElement document, CancellationToken cancel)
    {
        var (id, provider) = Read(name, document);
        await _stored.ForeseeAsync(CallOf(tenant, caller), id, document, cancel);
        await _trials.WaitAsync(cancel);
        try
        {
            var fetched = await _client.FetchAsync(provider, new ProviderState(), cancel);
            var rows = fetched.Error is null ? provider.Mapping.Read(fetched.Body.Span) : new MappedRows(0, [], 0, null) { Error = fetched.Error };
            return new ProviderTrial(rows.Error, rows.Rows, rows.Readings.Length, [.. rows.Readings.Take(MaxShown)], rows.LeftOut, rows.Why);
        }
        finally
        {
            _trials.Release();
        }
    }

    /// <summary>Asks those that are due, until it is stopped; of several processes on a store one does.</summary>
    public Task RunAsync(CancellationToken stop) => _runner.RunAsync(stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _trials.Dispose();
    }

    private static (string Id, Provider Provider) Read(string name, JsonElement document)
    {
        var (id, problems) = (EntityIds.Of(ProviderForm.Type, name), new List<FormRemark>());
        var provider = ProviderForm.Read(id, document, problems);
        Remarks.Refuse(problems);
        return (id, provider!);
    }

    private Call CallOf(TenantId tenant, Caller caller) => new(tenant, caller, _broker.Terms.Default, _broker.Now) { Local = true };
}
