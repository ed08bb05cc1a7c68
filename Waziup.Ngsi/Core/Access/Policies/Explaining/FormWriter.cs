using System.Text.Json.Nodes;
using Waziup.Ngsi.Access.Disclosing;

namespace Waziup.Ngsi.Access.Policies.Explaining;

/// <summary>Writes the form of an attribute as policies name it.</summary>
internal static class FormWriter
{
    public static JsonNode Write(Disclosure form)
    {
        var written = Value(form);
        if (form.Time is null)
            return written;
        var timed = written as JsonObject ?? new JsonObject { ["show"] = true };
        timed["time"] = form.Time;
        return timed;
    }

    private static JsonNode Value(Disclosure form) => form.Value switch
    {
        ValueStep.Show when form.Aliases is null => "show",
        ValueStep.Show => new JsonObject { ["show"] = true, ["ids"] = Pseudonym(form.Aliases!) },
        ValueStep.Round => new JsonObject { ["round"] = form.Step, ["unit"] = form.UnitCode },
        ValueStep.Grid => new JsonObject { ["grid"] = form.CellMetres, ["cellMetres"] = Math.Round(Grid.SideOf(form.CellMetres)) },
        ValueStep.Cut => new JsonObject { ["depth"] = form.Depth },
        ValueStep.Generalise => new JsonObject { ["generalise"] = form.Table!.Name, ["level"] = form.Table.Level },
        ValueStep.Pseudonym => new JsonObject { ["pseudonym"] = Pseudonym(form.Aliases!) },
        ValueStep.Aggregate => new JsonObject { ["aggregate"] = Aggregate(form.Cells!) },
        _ => "hide",
    };

    /// <summary>The same for who sees it so himself: no words of policies.</summary>
    public static JsonNode Brief(Disclosure form) => form.Value switch
    {
        ValueStep.Show when form.Time is null => "show",
        ValueStep.Generalise => "generalise",
        ValueStep.Pseudonym => "pseudonym",
        _ => Write(form),
    };

    /// <summary>The step alone, for what is counted.</summary>
    public static string Name(Disclosure form) => form.Value.ToString().ToLowerInvariant();

    private static JsonObject Aggregate(AggregateCells cells) => new()
    {
        ["period"] = cells.Period,
        ["minSamples"] = cells.MinSamples,
        ["methods"] = new JsonArray([.. cells.Methods.Select(method => (JsonNode)method)]),
        ["clamp"] = cells.Clamp is { } clamp ? new JsonArray(clamp.Lowest, clamp.Highest) : null,
        ["epsilon"] = cells.Epsilon == 0 ? null : cells.Epsilon / 1000m,
    };

    private static JsonObject Pseudonym(Aliases aliases) => new() { ["audience"] = aliases.Audience, ["epoch"] = aliases.Epoch };
}
