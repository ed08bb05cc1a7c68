using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Subscriptions;

/// <summary>A subscription as it is stored.</summary>
/// <param name="Form">What the client sent, with expanded names.</param>
/// <param name="Owner">In whose name it reads.</param>
/// <param name="QContext">The @context in which q and csf were written, as JSON.</param>
/// <param name="OwnContext">The @context in which it was made, as JSON.</param>
/// <param name="Context">The @context of its notifications, as JSON: the one that it names, else its own.</param>
/// <param name="ContextUrl">Where receivers find that.</param>
/// <param name="Since">The position in the change log behind which changes matter.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ModifiedAt">When it was changed last.</param>
internal sealed record StoredSubscription(
    JsonObject Form, Caller Owner, string QContext, string OwnContext, string Context, string ContextUrl, long Since, Instant CreatedAt, Instant ModifiedAt) : IStoredForm
{
    public string Id => Form["id"]!.GetValue<string>();

    /// <summary>To entities, or to registrations.</summary>
    public DocumentKind Kind { get; init; } = DocumentKind.Subscription;

    public static StoredSubscription Of(Document document)
    {
        var root = JsonNode.Parse(document.Body.Span)!.AsObject();
        var form = root["form"]!.AsObject();
        root.Remove("form");
        return new StoredSubscription(
            form, StoredCaller.Read(root["owner"]!.AsObject()),
            root.Text("qContext")!, root.Text("ownContext")!, root.Text("context")!, root.Text("contextUrl")!, root["since"]!.GetValue<long>(), root.Time("createdAt"), root.Time("modifiedAt"))
        { Kind = document.Kind };
    }

    public Document ToDocument()
    {
        var root = new JsonObject
        {
            ["owner"] = StoredCaller.Write(Owner),
            ["qContext"] = QContext,
            ["ownContext"] = OwnContext,
            ["context"] = Context,
            ["contextUrl"] = ContextUrl,
            ["since"] = Since,
            ["createdAt"] = CreatedAt.ToString(),
            ["modifiedAt"] = ModifiedAt.ToString(),
            ["form"] = Form.DeepClone(),
        };
        return new Document(Kind, Id, Owner.Subject, ModifiedAt, System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()));
    }
}
