using System.Globalization;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.AspNetCore.Tests.Access;

/// <summary>A well whose level is told by cells of time alone, or less exactly when, and what is read of it.</summary>
sealed class CellWorld : IAsyncDisposable
{
    public const string Well = "urn:ngsi-ld:Well:1";
    private const string Ama = "Test-Caller: ama";

    private CellWorld(PolicyWorld world) => World = world;

    public PolicyWorld World { get; }

    public TestBroker Broker => World.Broker;

    /// <param name="form">What is beside the period of a day, with its comma.</param>
    /// <param name="period">The length of a cell.</param>
    public static Task<CellWorld> StartAsync(string form = ",\"minSamples\":3", string period = "P1D") => WithAsync($$"""{"aggregate":{"period":"{{period}}"{{form}}} }""");

    /// <param name="form">The form of the level.</param>
    /// <param name="members">Other members of the policy, each with its comma.</param>
    public static async Task<CellWorld> WithAsync(string form, string members = "")
    {
        var world = await PolicyWorld.StartAsync();
        try
        {
            await world.HoldAsync($$"""
                { {{members}}"who":["authenticated"],"rights":["read","history","subscribe"],"entities":{"type":"Well"},
                 "attributes":{"level":{{form}},"name":"show","scope":"show"} }
                """);
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
        await world.CreateAsync("Well:1", "Well", "\"name\":\"a\",\"scope\":\"/wells\"");
        return new CellWorld(world);
    }

    /// <summary>The time passes on.</summary>
    public void Pass(double hours) => Broker.Clock.Leap(TimeSpan.FromHours(hours));

    /// <summary>Readings arrive that were observed at hours after the beginning of 2026.</summary>
    public async Task ReadAsync(params (double Hour, string Value)[] readings)
    {
        var told = string.Join(',', readings.Select(reading => $$"""
            {"type":"Property","value":{{reading.Value}},"observedAt":"{{Time(reading.Hour)}}"}
            """));
        (await Broker.PostAsync($"/temporal/entities/{Well}/attrs", $$"""{"level":[{{told}}]}""", PolicyWorld.Root)).IsBare(204);
    }

    public static string Time(double hour) => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddHours(hour).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);

    public Task<Answer> GetAsync(string path) => Broker.GetAsync(path, Ama);

    /// <summary>The history of the well, aggregated.</summary>
    public Task<Answer> AskAsync(string query) => GetAsync($"/temporal/entities/{Well}?options=aggregatedValues&{query}");

    /// <summary>What a method tells of each period: the value, and when that begins.</summary>
    public async Task<List<string>> TellAsync(string query, string method = "avg")
    {
        var answer = await AskAsync($"aggrMethods={method}&{query}");
        return answer.Status != 200 || answer.Json["level"]?[method] is not JsonArray told ? []
            : [.. told.Select(item => $"{item![0]} from {item[1]} to {item[2]}")];
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
