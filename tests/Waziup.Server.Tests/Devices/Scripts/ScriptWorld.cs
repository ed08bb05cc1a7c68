using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Waziup.Ngsi.Sensors.Scripts;
using Waziup.Server.Devices.Scripts;

namespace Waziup.Server.Tests.Devices.Scripts;

/// <summary>A process that carries out scripts, for all tests of a class.</summary>
public sealed class ScriptWorld : IAsyncDisposable
{
    private readonly CodecProcess _process;
    private Child? _child;

    public ScriptWorld()
        : this(new ScriptLimits(), TimeProvider.System)
    {
    }

    private ScriptWorld(ScriptLimits limits, TimeProvider clock) =>
        _process = new CodecProcess(limits, told => _child = StartChild(told), clock, NullLogger<CodecProcess>.Instance);

    internal static ScriptWorld With(ScriptLimits limits, TimeProvider? clock = null) => new(limits, clock ?? TimeProvider.System);

    public bool IsRunning => _process.IsRunning;

    internal Child Child => _child ?? throw new InvalidOperationException("nothing was carried out yet");

    /// <summary>The program as the operator starts it, whoever runs the tests.</summary>
    internal static Child StartChild(ScriptLimits limits) => Child.Start(
        limits, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(AppContext.BaseDirectory, ThisHost.Name + ".dll"), Child.Command]);

    internal ValueTask<ScriptResult> RunAsync(ScriptTask task, string script, string input) =>
        _process.RunAsync(new ScriptCall(task, script, (JsonObject)JsonNode.Parse(input)!), TestContext.Current.CancellationToken);

    /// <summary>What a script makes of bytes: the output, or the fault with its place.</summary>
    public async Task<string> DecodeAsync(string script, string input = """{"bytes":[1,2],"fPort":1,"recvTime":"2026-01-31T12:00:00Z"}""") =>
        Text(await RunAsync(ScriptTask.DecodeUplink, script, input));

    public async Task<string> CheckAsync(string script) => Text(await RunAsync(ScriptTask.Check, script, "{}"));

    public async Task<string> EncodeAsync(string script, string input) => Text(await RunAsync(ScriptTask.EncodeDownlink, script, input));

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Text(ScriptResult result) => result.Fault is { } fault ? $"! {fault}" : result.Output.GetRawText();
}
