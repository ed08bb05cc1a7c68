using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Reads the members temporalQ (5.2.21) and aggrParams (5.2.44) of a query.</summary>
internal static class TemporalBody
{
    /// <exception cref="NgsiLdException">BadRequestData for members that are unknown or of the wrong type.</exception>
    public static TemporalText Read(TemporalText text, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
            throw NgsiLdErrors.Bad($"{name} is an object");
        foreach (var member in value.EnumerateObject())
            text = With(text, name, member.Name, member.Value);
        if (name == "temporalQ" && text.Timerel is null)
            throw NgsiLdErrors.Bad("temporalQ has timerel and timeAt");
        return text;
    }

    private static TemporalText With(TemporalText text, string owner, string name, JsonElement value) => (owner, name) switch
    {
        ("temporalQ", "timerel") => text with { Timerel = BodyMembers.Text(name, value) },
        ("temporalQ", "timeAt") => text with { TimeAt = BodyMembers.Text(name, value) },
        ("temporalQ", "endTimeAt") => text with { EndTimeAt = BodyMembers.Text(name, value) },
        ("temporalQ", "timeproperty") => text with { Timeproperty = BodyMembers.Text(name, value) },
        ("temporalQ", "lastN") => text with { LastN = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : throw NgsiLdErrors.Bad("lastN is a whole number of 1 or more") },
        (_, "aggrMethods") => text with { AggrMethods = QueryBody.TextOrList(name, value) },
        (_, "aggrPeriodDuration") => text with { AggrPeriodDuration = BodyMembers.Text(name, value) },
        _ => throw NgsiLdErrors.Bad($"'{name}' does not belong into {owner}"),
    };
}
