using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.AspNetCore.Tests;
using Waziup.Ngsi.AspNetCore.Tests.Access;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Contract;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Codecs;
using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Ngsi.Sensors.Tests.Scripts;

/// <summary>What becomes of what scripts give, whatever carries them out.</summary>
public sealed class ScriptCodecTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly Instant At = Instant.Of(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("""{"data":{"t":21.5,"door":"open","moved":true}}""", "t=21.5 door=\"open\" moved=true")]
    [InlineData("""{"data":{"gps":{"lat":-1.6,"fix":{"age":3}},"none":null}}""", "gps.lat=-1.6 gps.fix.age=3")]
    [InlineData("""{"data":{"list":[1,2],"empty":{}}}""", "list=[1,2]")]
    [InlineData("""{"data":{"t":[{"value":1,"time":"2026-01-31T11:00:00Z"},{"value":2,"time":"2026-01-31T11:30:00Z"}]}}""", "t=1@11:00 t=2@11:30")]
    [InlineData("""{"data":{"air":{"t":{"value":1,"time":"2026-01-31T11:00:00Z"}}}}""", "air.t=1@11:00")]
    [InlineData("""{"data":{"air":{"t":{"value":1,"time":"2026-01-31T11:00:00Z","date_received":"2026-01-31T11:05:00Z"}}}}""", "air.t=1@11:00")]
    [InlineData("""{"data":{"t":1,"time":"2026-01-31T11:00:00Z"},"errors":[],"warnings":null}""", "t=1@11:00")]
    [InlineData("""{"data":{}}""", "")]
    [InlineData("""{"data":{"t":1},"warnings":["odd",{"a":1}]}""", "t=1 ~odd ~{\"a\":1}")]
    [InlineData("""{"data":{"t":1},"warnings":"odd"}""", "t=1 ~odd")]
    [InlineData("""{"data":{"t":1},"errors":["too short","too late"]}""", "! The codec refuses it: too short; too late")]
    [InlineData("""{"data":{"a":{"b":1},"a.b":2}}""", "! Two values are named a.b.")]
    [InlineData("""{"data":{"t":{"value":1,"time":5}}}""", "! A time must be a text like 2026-01-31T12:00:00Z, with its zone.")]
    [InlineData("""{"data":[1]}""", "! The script of the codec gives no data, which are an object.")]
    [InlineData("{}", "! The script of the codec gives no data, which are an object.")]
    [InlineData("null", "! The script of the codec gives no object.")]
    [InlineData("3", "! The script of the codec gives no object.")]
    public async Task Data_become_readings(string output, string readings)
    {
        var runner = new FakeRunner(_ => new ScriptResult(JsonElement.Parse(output), null));
        await using var world = await World.StartAsync(runner);

        Assert.Equal(readings, Text(await world.DecodeAsync("c", [1])));
    }

    [Fact]
    public async Task A_script_is_told_bytes_port_and_time()
    {
        ScriptCall? told = null;
        await using var world = await World.StartAsync(new FakeRunner(call => { told = call; return new ScriptResult(JsonElement.Parse("""{"data":{}}"""), null); }));

        await world.DecodeAsync("c", [0, 255], port: 8);
        Assert.Equal("""{"bytes":[0,255],"fPort":8,"recvTime":"2026-01-31T12:00:00Z"}""", told!.Input.ToJsonString());
        Assert.Equal((ScriptTask.DecodeUplink, World.Script), (told.Task, told.Script));

        await world.DecodeAsync("c", []);
        Assert.Equal("""{"bytes":[],"fPort":1,"recvTime":"2026-01-31T12:00:00Z"}""", told.Input.ToJsonString());
        Assert.Equal("! The payload has 24577 bytes; 24576 are the most for a script.", Text(await world.DecodeAsync("c", new byte[24 * 1024 + 1])));
    }

    [Theory]
    [InlineData("""{"bytes":[1,255],"fPort":9,"warnings":["often"]}""", "01ff/9 ~often")]
    [InlineData("""{"bytes":[]}""", "/")]
    [InlineData("""{"bytes":[1.5]}""", "! The script of the codec gives 1.5 as a byte, which is a number from 0 to 255.")]
    [InlineData("""{"bytes":[256]}""", "! The script of the codec gives 256 as a byte, which is a number from 0 to 255.")]
    [InlineData("""{"bytes":["1"]}""", "! The script of the codec gives \"1\" as a byte, which is a number from 0 to 255.")]
    [InlineData("""{"bytes":"01"}""", "! The script of the codec gives no bytes, which are an array of numbers from 0 to 255.")]
    [InlineData("""{"bytes":[1],"fPort":0}""", "! The script of the codec gives an fPort that is no number from 1 to 255.")]
    [InlineData("""{"bytes":[1],"errors":["no such valve"]}""", "! The codec refuses it: no such valve")]
    public async Task Values_become_a_payload(string output, string payload)
    {
        ScriptCall? told = null;
        await using var world = await World.StartAsync(new FakeRunner(call => { told = call; return new ScriptResult(JsonElement.Parse(output), null); }));

        var encoded = await world.EncodeAsync("c", ("pump.speed", "3"), ("pump.on", "true"), ("note", "\"x\""));

        Assert.Equal("""{"data":{"pump":{"speed":3,"on":true},"note":"x"}}""", told!.Input.ToJsonString());
        Assert.Equal(payload, encoded!.Error is { } error ? $"! {error.Message}"
            : string.Join(" ~", encoded.Warnings.Prepend($"{Convert.ToHexStringLower(encoded.Payload.Span)}/{encoded.Port}")));
    }

    [Fact]
    public async Task A_payload_that_no_network_carries_is_refused()
    {
        await using var world = await World.StartAsync(new FakeRunner(_ => new ScriptResult(JsonElement.Parse($$"""{"bytes":[{{string.Join(',', Enumerable.Repeat(7, 243))}}]}"""), null)));

        Assert.Equal("The values take 243 bytes; 242 are the most.", (await world.EncodeAsync("c", ("a", "1")))!.Error!.Message);
        Assert.Equal("Two values are named a.b.", (await world.EncodeAsync("c", ("a", "1"), ("a.b", "1")))!.Error!.Message);
    }

    [Fact]
    public async Task A_fault_of_a_script_is_told_with_its_place_and_a_trouble_of_the_moment_ends_the_request()
    {
        await using var world = await World.StartAsync(new FakeRunner(_ => ScriptResult.Of("It throws: x", 3, 7)));
        Assert.Equal("! The script of the codec failed: line 3, column 7: It throws: x", Text(await world.DecodeAsync("c", [1])));

        await using var busy = await World.StartAsync(new FakeRunner(_ => throw new NgsiLdException(NgsiLdErrors.Overloaded("later"))));
        Assert.Equal(503, (await Assert.ThrowsAsync<NgsiLdException>(() => busy.DecodeAsync("c", [1]))).Error.Status);
    }

    [Fact]
    public async Task Other_names_are_of_other_codecs_or_of_none()
    {
        await using var world = await World.StartAsync(new FakeRunner(_ => ScriptResult.Of("not for these")));

        Assert.Equal("temperature_3=27.2", Text(await world.DecodeAsync("lpp", [3, 0x67, 1, 0x10])));
        Assert.Null(await world.DecodeAsync("unknown", [1]));
        Assert.Null(await world.EncodeAsync("unknown"));
        Assert.Equal("the codec json only reads", (await world.EncodeAsync("json"))!.Error!.Message);
    }

    [Fact]
    public async Task Without_anything_that_carries_them_out_scripts_are_refused()
    {
        await using var world = await World.StartAsync(new FakeRunner(_ => ScriptResult.Of("")));
        world.Restart(runner: null);

        Assert.Equal("! the codec c is a script, and scripts are not carried out here", Text(await world.DecodeAsync("c", [1])));
        Assert.Equal(422, (await Assert.ThrowsAsync<NgsiLdException>(() => world.PutAsync("d"))).Error.Status);
    }

    private static string? Text(Decoded? decoded) => decoded is null ? null : decoded.Error is { } error ? $"! {error.Message}" : string.Join(' ', decoded.Readings
        .Select(reading => $"{reading.Sensor}={reading.Value.GetRawText()}{(reading.Time.IsNone ? "" : "@" + reading.Time.ToString()[11..16])}").Concat(decoded.Warnings.Select(warning => "~" + warning)));

    /// <summary>Gives to each call but a check what a test wants.</summary>
    private sealed class FakeRunner(Func<ScriptCall, ScriptResult> answer) : IScriptRunner
    {
        public ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel) => ValueTask.FromResult(
            call.Task == ScriptTask.Check ? new ScriptResult(JsonElement.Parse("""{"functions":["decodeUplink","encodeDownlink"]}"""), null) : answer(call));
    }

    /// <summary>A broker with one codec that is a script.</summary>
    private sealed class World : IAsyncDisposable
    {
        public const string Script = "whatever it is";

        private readonly TestStore _store;
        private readonly ContextBroker _broker;
        private DeviceBridge _bridge;

        private World(TestStore store, ManualTime clock, IScriptRunner runner)
        {
            _store = store;
            _broker = new ContextBroker(store.Storage, new OpenPolicy(), new FakeContexts(), clock, new NgsiLdOptions(), null, NullLogger<ContextBroker>.Instance);
            _bridge = new DeviceBridge(_broker, scripts: runner);
        }

        public static async Task<World> StartAsync(IScriptRunner runner)
        {
            var clock = new ManualTime();
            var world = new World(await TestStore.StartAsync(clock), clock, runner);
            await world._broker.StartAsync(Cancel);
            Assert.True(await world.PutAsync("c"));
            return world;
        }

        public void Restart(IScriptRunner? runner) => _bridge = new DeviceBridge(_broker, scripts: runner);

        public async Task<bool> PutAsync(string name) =>
            await _bridge.PutCodecAsync(TenantId.Default, Caller.Anonymous, name, JsonElement.Parse($$"""{"script":"{{Script}}"}"""), Cancel);

        public async Task<Decoded?> DecodeAsync(string codec, byte[] payload, int? port = null) =>
            await _bridge.DecodeAsync(TenantId.Default, Caller.Anonymous, codec, payload, At, port, Cancel);

        public async Task<Encoded?> EncodeAsync(string codec, params (string Actuator, string Value)[] values) => await _bridge.EncodeAsync(
            TenantId.Default, Caller.Anonymous, codec, [.. values.Select(value => new ActuatorValue(value.Actuator, JsonElement.Parse(value.Value)))], Cancel);

        public ValueTask DisposeAsync() => _store.DisposeAsync();
    }
}
