using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Server.Devices.Scripts;

/// <summary>Carries out scripts in a process of its own, one call after another. It starts when it is first needed, and again after it was ended.</summary>
/// <remarks>
/// What a script does, to memory, time or the process itself, ends with that process; the call is refused, and the next one gets another process.
/// Who comes while too many wait is told to come again.
/// </remarks>
internal sealed partial class CodecProcess(ScriptLimits limits, Func<ScriptLimits, Child> start, TimeProvider clock, ILogger<CodecProcess> log) : IScriptRunner, IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _present;
    private Child? _child;
    private ITimer? _idle;

    /// <summary>Whether there is a process now.</summary>
    public bool IsRunning => _child is { HasExited: false };

    public async ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel)
    {
        var request = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(new JsonObject { ["task"] = (int)call.Task, ["script"] = call.Script, ["input"] = call.Input.DeepClone() });
        if (request.Length > Frames.MaxBytes)
            return ScriptResult.Of($"What it is given takes more than {Frames.MaxBytes / 1024} KiB.");
        try
        {
            if (Interlocked.Increment(ref _present) > limits.Waiting)
                throw new NgsiLdException(NgsiLdErrors.Overloaded($"{limits.Waiting} scripts of codecs wait for their turn; try again"));
            await _turn.WaitAsync(cancel);
            try
            {
                return await AskAsync(request);
            }
            finally
            {
                Rest();
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _present);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync();
        _idle?.Dispose();
        End();
        // The turn is never given back: whoever waits was asked to end too.
    }

    private async ValueTask<ScriptResult> AskAsync(byte[] request)
    {
        var child = await ChildAsync();
        var isLate = false;
        await using var limit = clock.CreateTimer(_ => { isLate = true; child.Kill(); }, null, limits.WallTime, Timeout.InfiniteTimeSpan);
        try
        {
            await Frames.WriteAsync(child.Input, request);
            return ResultOf(JsonElement.Parse(await Frames.ReadAsync(child.Output)));
        }
        catch (Exception broken) when (broken is IOException or JsonException or InvalidDataException)
        {
            End();
            Ended(log, isLate ? "it did not end" : "it has ended its process");
            return ScriptResult.Of(isLate ? $"It did not end within {limits.WallTime.TotalSeconds} s." : "It has ended the process that carries out scripts: it needs too much memory, or lies too deep in itself.");
        }
    }

    private ScriptResult ResultOf(JsonElement answer)
    {
        if (answer.TryGetProperty("ends", out _))
        {
            End();
            Ended(log, "it has used up the memory");
        }
        return answer.TryGetProperty("output", out var output) ? new ScriptResult(output, null)
            : ScriptResult.Of(answer.GetProperty("fault").GetString()!, Number(answer, "line"), Number(answer, "column"));
    }

    private static int? Number(JsonElement answer, string member) => answer.TryGetProperty(member, out var number) ? number.GetInt32() : null;

    private async ValueTask<Child> ChildAsync()
    {
        if (_child is { HasExited: false } ready)
            return ready;
        End();
        try
        {
            var child = _child = start(limits);
            await using var limit = clock.CreateTimer(_ => child.Kill(), null, limits.StartTime, Timeout.InfiniteTimeSpan);
            // It says that it is there before it is given anything.
            await Frames.ReadAsync(child.Output);
            return child;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or System.ComponentModel.Win32Exception)
        {
            End();
            Failed(log, failure);
            throw new NgsiLdException(NgsiLdErrors.Overloaded("the process that carries out scripts of codecs does not start; try again"));
        }
    }

    private void End()
    {
        _child?.Dispose();
        _child = null;
    }

    private void Rest()
    {
        _idle ??= clock.CreateTimer(_ => EndIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _idle.Change(limits.Idle, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the process, where nobody is asking it just now; who is begins the time anew.</summary>
    private void EndIdle()
    {
        if (!_turn.Wait(0))
            return;
        End();
        _turn.Release();
    }

    [LoggerMessage(20, LogLevel.Warning, "A script of a codec was ended: {Why}")]
    private static partial void Ended(ILogger log, string why);

    [LoggerMessage(21, LogLevel.Warning, "The process that carries out scripts of codecs does not start")]
    private static partial void Failed(ILogger log, Exception failure);
}
