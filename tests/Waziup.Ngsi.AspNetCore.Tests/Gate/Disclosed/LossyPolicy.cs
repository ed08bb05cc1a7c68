using System.Collections.Frozen;
using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Access.Disclosing;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate.Disclosed;

/// <summary>Root sees all; anybody else sees most of it in another form, and writes what he sees as it is: <c>label</c> and <c>level</c>.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>numValue</c> is rounded, <c>location</c> a cell, <c>crop</c> generalised, <c>note</c> hidden; <c>owner</c>, <c>keeper</c> and <c>inPlot</c> are aliases.</item>
/// <item>Of <c>pulse</c> it is told by ten minutes when it was. Of <c>depth</c> there is the default instance alone, of <c>soil</c> everything but <c>calibration</c>.</item>
/// <item>Plots and persons are known by aliases, also in <c>openPlot</c>, which shows the ids that it holds.</item>
/// <item>A <c>Vault</c> does not exist, a <c>Private</c> for those alone who see what kofi owns.</item>
/// </list>
/// </remarks>
sealed class LossyPolicy : IAccessPolicy
{
    public const string Root = "Test-Caller: root";
    public const string Ama = "Test-Caller: ama";
    public const string Kofi = "urn:ngsi-ld:Person:kofi";
    public const int CellMetres = 1000;
    private const string Vocabulary = "https://uri.etsi.org/ngsi-ld/default-context/";

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly Filter ByAlias = new Filter.Any([new Filter.OfType(Term("Plot")), new Filter.OfType(Term("Person"))]);
    private static readonly Filter Rows = new Filter.All(
    [
        new Filter.Not(new Filter.OfType(Term("Vault"))),
        new Filter.Any(
        [
            new Filter.Not(new Filter.OfType(Term("Private"))),
            new Filter.Compares(AttributePath.Of(Term("owner")), Comparison.Equal, new Operand.Text(Kofi)),
        ]),
    ]);

    // Of other crops nothing is shown.
    private static readonly Generalisation Crops = new("crops", 1)
    {
        Exact = new Dictionary<string, string> { ["maize"] = "cereal", ["millet"] = "cereal", ["rice"] = "cereal", ["yam"] = "root", ["cassava"] = "root" }
            .ToFrozenDictionary(),
    };

    private static readonly Grant ForAnybody = Reading("coop");
    private static readonly Grant ForAma = Reading("research");
    private static readonly Grant Writing = new(Rows, [AttributeRule.ShowOnly(Filter.Everything, Term("label"), Term("level"))]);
    private static readonly Grant Creating = new(
        new Filter.OfType(Term("Remark")), [AttributeRule.ShowOnly(Filter.Everything, Term("label"), Term("level"))]);

    private static readonly Grant Deleting = new(Rows, [AttributeRule.ShowAll(Filter.Everything)]);

    /// <summary>Whether everybody but root has lost all rights.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>The alias of an id for anybody but ama.</summary>
    public static string AliasOf(string id) => new Aliases(Secret, "coop", 0).Of(id);

    public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) => ValueTask.FromResult(
        caller.Subject == "root" ? Grant.Open : IsRevoked ? Grant.None : right switch
        {
            Right.Read or Right.History or Right.Subscribe => caller.Subject == "ama" ? ForAma : ForAnybody,
            Right.Create => Creating,
            Right.Update => Writing,
            Right.Delete => Deleting,
            _ => Grant.None,
        });

    private static Grant Reading(string audience)
    {
        var alias = new Disclosure(ValueStep.Pseudonym) { Aliases = new Aliases(Secret, audience, 0) };
        return new Grant(Rows,
        [
            new AttributeRule(new Filter.Not(ByAlias), new Dictionary<Iri, Disclosure>
            {
                [Term("numValue")] = new(ValueStep.Round) { Step = 5, UnitCode = "CEL" },
                [Model.Core.Location] = new(ValueStep.Grid) { CellMetres = CellMetres },
                [Term("crop")] = new(ValueStep.Generalise) { Table = Crops },
                [Term("owner")] = alias,
                [Term("keeper")] = alias,
                [Term("inPlot")] = alias,
                [Term("note")] = Disclosure.Hide,
                [Term("pulse")] = Disclosure.Show with { Time = "PT10M" },
                [Term("depth")] = Disclosure.Show with { Datasets = [""] },
                [EntityNames.Id] = Disclosure.Show,
            }.ToFrozenDictionary(), Disclosure.Show)
            {
                Beside = new Dictionary<(Iri Attribute, Iri SubAttribute), bool> { [(Term("soil"), Term("calibration"))] = false }.ToFrozenDictionary(),
            },
            new AttributeRule(ByAlias, new Dictionary<Iri, Disclosure>
            {
                [EntityNames.Id] = alias, [Term("owner")] = alias, [Term("note")] = Disclosure.Hide,
            }.ToFrozenDictionary(), Disclosure.Show),
        ]);
    }

    private static Iri Term(string name) => new(Vocabulary + name);
}
