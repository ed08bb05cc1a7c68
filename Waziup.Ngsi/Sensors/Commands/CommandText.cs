using System.Text.Json;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Sensors.Registry;

namespace Waziup.Ngsi.Sensors.Commands;

/// <summary>Commands as entities of the type Command, and what the entity of their actuator says of them.</summary>
internal static class CommandText
{
    public const string Type = "Command";

    /// <summary>The condition of those that are not over.</summary>
    public const string IsOpen = "commandStatus==\"pending\",\"sent\",\"delivered\"";

    // Whoever may see the actuator may see what it is told to do.
    private static readonly string[] Inherited = ["scope", "owner", "sharedWith", "inProject", "visibility", "doNotSync"];

    /// <summary>The word for a status.</summary>
    public static string Word(CommandStatus status) => status switch
    {
        CommandStatus.Pending => "pending",
        CommandStatus.Sent => "sent",
        CommandStatus.Delivered => "delivered",
        CommandStatus.Done => "done",
        CommandStatus.Failed => "failed",
        _ => "expired",
    };

    /// <summary>The status that a word stands for; null for none.</summary>
    public static CommandStatus? StatusOf(string? word) =>
        Enum.GetValues<CommandStatus>().Cast<CommandStatus?>().FirstOrDefault(status => Word(status!.Value) == word);

    /// <summary>The entity of a new command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="actuator">The actuator as it is stored, normalized.</param>
    /// <param name="issuer">Who has issued it; null where that is not known.</param>
    public static JsonObject Entity(Command command, JsonElement actuator, string? issuer)
    {
        var entity = new JsonObject { ["id"] = command.Id, ["type"] = Type };
        foreach (var name in Inherited)
        {
            if (actuator.TryGetProperty(name, out var value))
                entity[name] = JsonNode.Parse(value.GetRawText());
        }
        entity.Link("refActuator", command.Actuator);
        entity.Link("refDevice", command.Device);
        entity["commandValue"] = Value(command.Value);
        entity.Text("commandKind", KindOf(command));
        entity.Text("ttl", XmlDuration(command.Ttl));
        if (command.OnlyIf is { } onlyIf)
            entity["onlyIf"] = Value(onlyIf);
        entity.Truth("idempotent", command.IsIdempotent ? true : null);
        entity.Text("issuedBy", issuer);
        entity.Time("issuedAt", command.IssuedAt.ToString());
        entity.Time("commandExpires", new Instant(command.IssuedAt.Micros + (long)command.Ttl.TotalMicroseconds).ToString());
        entity["commandStatus"] = Status(command.State);
        return entity;
    }

    /// <summary>Reads the entity of a command; null where it is none.</summary>
    public static Command? Read(JsonElement entity)
    {
        if (!Stored.Words(entity, "type").Contains(Type) || ValueOf(entity, "commandValue") is not { } value || Stored.Link(entity, "refActuator") is not { } actuator
            || Stored.Link(entity, "refDevice") is not { } device || StateOf(entity) is not { } state || !Pipeline.Duration.TryParse(Stored.Text(entity, "ttl") ?? "", out var ttl) || ttl.Span > CommandForm.LongestTtl)
            return null;
        return new Command(entity.GetProperty("id").GetString()!, device, actuator, Stored.Text(entity, "commandKind") != "do", value, state)
        {
            Ttl = ttl.Span,
            IssuedAt = Stored.Value(entity, "issuedAt") is { } issued && Instant.TryParse(Stored.Word(issued, "@value") ?? "", out var at) ? at : Instant.Of(DateTimeOffset.UnixEpoch),
            OnlyIf = ValueOf(entity, "onlyIf"),
            IsIdempotent = Stored.Value(entity, "idempotent") is { ValueKind: JsonValueKind.True },
        };
    }

    /// <summary>What a command is: a state to be in, or something to do.</summary>
    public static string KindOf(Command command) => command.IsSet ? "set" : "do";

    /// <summary>A value of any kind as an attribute; objects and arrays stay byte for byte what they are.</summary>
    public static JsonObject Value(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
        ? new JsonObject { ["type"] = "JsonProperty", ["json"] = JsonNode.Parse(value.GetRawText()) }
        : new JsonObject { ["type"] = "Property", ["value"] = JsonNode.Parse(value.GetRawText()) };

    /// <summary>What <see cref="Value"/> has written; null where it has not.</summary>
    public static JsonElement? ValueOf(JsonElement entity, string name) => Stored.Value(entity, name) ?? Stored.Value(entity, name, "json");

    /// <summary>The order, on the actuator.</summary>
    public static JsonObject Wish(Command command)
    {
        var wish = Value(command.Value);
        wish["observedAt"] = command.IssuedAt.ToString();
        wish["commandId"] = Property(command.Id);
        wish["commandKind"] = Property(KindOf(command));
        return new JsonObject { ["commandValue"] = wish };
    }

    /// <summary>What has become of the order, on the actuator.</summary>
    public static JsonObject StatusOn(Command command, CommandState state)
    {
        var status = Status(state with { Attempt = 0, SentBy = null });
        status["commandId"] = Property(command.Id);
        return new JsonObject { ["commandStatus"] = status };
    }

    /// <summary>The state, on the command.</summary>
    public static JsonObject Status(CommandState state)
    {
        var status = Property(Word(state.Status));
        status["observedAt"] = state.At.ToString();
        if (state.Reason is { } reason)
            status["reason"] = Property(reason);
        if (state.Attempt > 0)
            status["attempt"] = Property(state.Attempt);
        if (state.SentBy is { } node)
            status["sentBy"] = Property(node);
        return status;
    }

    private static CommandState? StateOf(JsonElement entity)
    {
        if (Stored.Instance(entity, "commandStatus") is not { } status || StatusOf(Stored.Text(entity, "commandStatus")) is not { } known)
            return null;
        var attempt = Stored.Value(status, "attempt") is { ValueKind: JsonValueKind.Number } count && count.TryGetInt32(out var number) ? number : 0;
        return new CommandState(known, Stored.Text(status, "reason"), attempt, Stored.Text(status, "sentBy"))
        {
            At = Instant.TryParse(Stored.Word(status, "observedAt") ?? "", out var at) ? at : Instant.Of(DateTimeOffset.UnixEpoch),
        };
    }

    private static JsonObject Property(JsonNode value) => new() { ["type"] = "Property", ["value"] = value };

    private static string XmlDuration(TimeSpan length) => System.Xml.XmlConvert.ToString(length);
}
