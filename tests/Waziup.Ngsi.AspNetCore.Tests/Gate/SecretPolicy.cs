using System.Collections.Immutable;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.AspNetCore.Tests.Gate;

/// <summary>Root may do everything; anybody else neither sees nor writes the secrets: an attribute, an attribute on some entities, a type of entity.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>secret</c> is hidden everywhere, <c>half</c> on entities that have <c>private</c>, the scope too.</item>
/// <item><c>serial</c> is shown, but cannot be written; nor can <c>private</c>, on which rules depend.</item>
/// <item>Entities of type <c>Hidden</c> do not exist.</item>
/// <item>The past is judged like the present: by what the entity is, or was last.</item>
/// </list>
/// </remarks>
sealed class SecretPolicy : IAccessPolicy
{
    public const string Root = "Test-Caller: root";
    private const string Vocabulary = "https://uri.etsi.org/ngsi-ld/default-context/";

    private static readonly Filter Rows = new Filter.Not(new Filter.OfType(Term("Hidden")));
    private static readonly AttributeRule Rest = AttributeRule.ShowAll(Filter.Everything);
    private static readonly AttributeRule[] Secrets =
    [
        Hide(Filter.Everything, "secret"),
        Hide(new Filter.HasAttribute(Term("private")), "half"),
        AttributeRule.HideAlways(new Filter.HasAttribute(Term("private")), EntityNames.Scope),
    ];

    private static readonly Grant Reading = new(Rows, [.. Secrets, Rest]);
    private static readonly Grant Writing = new(Rows, [.. Secrets, Hide(Filter.Everything, "serial"), Hide(Filter.Everything, "private"), Rest]);

    public ValueTask<Grant> GrantAsync(Caller caller, TenantId tenant, Right right, CancellationToken cancel) => ValueTask.FromResult(
        caller.Subject == "root" ? Grant.Open : right switch
        {
            Right.Read or Right.History or Right.Subscribe => Reading,
            Right.Create or Right.Update => Writing,
            Right.Delete => Reading,
            _ => Grant.None,
        });

    private static AttributeRule Hide(Filter when, string name) => AttributeRule.HideAlways(when, Term(name));

    private static Iri Term(string name) => new(Vocabulary + name);
}
