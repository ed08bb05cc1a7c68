using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Waziup.Ngsi.Mqtt.Protocol;

namespace Waziup.Ngsi.Mqtt.Accounts;

/// <summary>Keeps accounts at a mosquitto server with its plugin for dynamic security.</summary>
/// <remarks>Those that it has made are told from others by their roles; others are left as they are. Thread-safe.</remarks>
public sealed class DynamicSecurity : IAsyncDisposable
{
    private const string Topic = "$CONTROL/dynamic-security/v1";
    private const string AnswerTopic = Topic + "/response";
    private const int RolesAtOnce = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly MqttServer _server;
    private readonly TimeProvider _time;
    private readonly MqttClient _client;
    private readonly SemaphoreSlim _turn = new(1);
    private (string Mark, TaskCompletionSource<JsonElement[]> Answer)? _asked;

    /// <summary>Makes it; nothing is opened before it is used.</summary>
    /// <param name="server">The server, and an account that may administer it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of losses.</param>
    public DynamicSecurity(MqttServer server, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(server);
        (_server, _time) = (server, time);
        _client = new MqttClient(server.ToOptions(), HearAsync, time, logger);
    }

    /// <summary>Has who was given no leave publish nowhere and subscribe to nothing.</summary>
    /// <exception cref="IOException">The server does not do it; the text says why, for an operator.</exception>
    public Task CloseAsync(CancellationToken cancel) => DoAsync([Commands.Close()], _ => true, cancel);

    /// <summary>Makes an account, or gives the one of this name, where it was made here, this password and these rights.</summary>
    /// <returns>False where there is an account of this name that was not made here: it is left as it is.</returns>
    /// <inheritdoc cref="CloseAsync"/>
    public async Task<bool> PutAsync(MqttAccount account, string password, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(account);
        var known = await DoAsync([Commands.Get(account.User)], _ => false, cancel);
        if (known[0].TryGetProperty("data", out var data) && !Commands.IsOurs(data.GetProperty("client"), account.User))
            return false;
        await DoAsync(Commands.Put(account, password), command => command.StartsWith("modify", StringComparison.Ordinal), cancel);
        return true;
    }

    /// <summary>Takes an account away where it is there; its connections end.</summary>
    /// <inheritdoc cref="CloseAsync"/>
    public Task RemoveAsync(string user, CancellationToken cancel) => DoAsync(Commands.Remove(user), _ => false, cancel);

    /// <summary>The names of the accounts that were made here, or by another one like this.</summary>
    /// <inheritdoc cref="CloseAsync"/>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel)
    {
        var users = new List<string>();
        for (var (offset, found) = (0, RolesAtOnce); found == RolesAtOnce; offset += found)
        {
            var answer = await DoAsync([Commands.List(offset, RolesAtOnce)], _ => true, cancel);
            string[] roles = [.. answer[0].GetProperty("data").GetProperty("roles").EnumerateArray().Select(role => role.GetString()!)];
            users.AddRange(roles.Select(Commands.UserOf).OfType<string>());
            found = roles.Length;
        }
        return users;
    }

    /// <summary>Says goodbye to the server.</summary>
    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<JsonElement[]> DoAsync(JsonObject[] commands, Func<string, bool> hasToSucceed, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            var answers = await AskAsync(commands, cancel);
            var failed = answers.FirstOrDefault(answer => answer.TryGetProperty("error", out _) && hasToSucceed(answer.GetProperty("command").GetString()!));
            return failed.ValueKind == JsonValueKind.Undefined ? answers : throw new IOException($"{_server}: {failed.GetProperty("command")}: {failed.GetProperty("error")}");
        }
        finally
        {
            _asked = null;
            _turn.Release();
        }
    }

    private async Task<JsonElement[]> AskAsync(JsonObject[] commands, CancellationToken cancel)
    {
        var asked = (Mark: Guid.NewGuid().ToString("N"), Answer: new TaskCompletionSource<JsonElement[]>(TaskCreationOptions.RunContinuationsAsynchronously));
        foreach (var command in commands)
            command["correlationData"] = asked.Mark;
        _asked = asked;
        var text = new JsonObject { ["commands"] = new JsonArray([.. commands]) }.ToJsonString();
        using var late = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        try
        {
            await _client.SubscribeAsync([new TopicFilter(AnswerTopic, Qos.AtLeastOnce)], either.Token);
            await _client.PublishAsync(Topic, Encoding.UTF8.GetBytes(text), Qos.AtLeastOnce, null, either.Token);
            return await asked.Answer.Task.WaitAsync(either.Token);
        }
        catch (MqttException failure)
        {
            throw new IOException(failure.Message, failure);
        }
        catch (OperationCanceledException waited) when (!cancel.IsCancellationRequested)
        {
            throw new IOException($"{_server} has not answered within {Patience.TotalSeconds} s: it has no plugin for dynamic security, or {_server.User} may not administer it", waited);
        }
    }

    private ValueTask HearAsync(MqttMessage message, CancellationToken cancel)
    {
        try
        {
            JsonElement[] answers = [.. JsonElement.Parse(message.Payload.Span).GetProperty("responses").EnumerateArray()];
            if (_asked is { } asked && answers.Length > 0 && answers[0].TryGetProperty("correlationData", out var mark) && mark.ValueEquals(asked.Mark))
                asked.Answer.TrySetResult(answers);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // No answer in the form of the plugin is none.
        }
        return message.AcknowledgeAsync(cancel);
    }
}
