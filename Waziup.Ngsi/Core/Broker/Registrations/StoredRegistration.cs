using System.Text;
using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker.Registrations;

/// <summary>A registration as it is stored.</summary>
/// <param name="Form">What the client sent, with expanded names.</param>
/// <param name="Owner">In whose name data goes to the source.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ModifiedAt">When it was changed last.</param>
internal sealed record StoredRegistration(JsonObject Form, Caller Owner, Instant CreatedAt, Instant ModifiedAt) : IStoredForm
{
    public string Id => Form["id"]!.GetValue<string>();

    public static StoredRegistration Of(Document document)
    {
        var root = JsonNode.Parse(document.Body.Span)!.AsObject();
        var form = root["form"]!.AsObject();
        root.Remove("form");
        return new StoredRegistration(form, StoredCaller.Read(root["owner"]!.AsObject()), root.Time("createdAt"), root.Time("modifiedAt"));
    }

    public Document ToDocument()
    {
        var root = new JsonObject
        {
            ["owner"] = StoredCaller.Write(Owner),
            ["createdAt"] = CreatedAt.ToString(),
            ["modifiedAt"] = ModifiedAt.ToString(),
            ["form"] = Form.DeepClone(),
        };
        // On expiry it is deleted (5.2.9).
        return new Document(DocumentKind.Registration, Id, Owner.Subject, ModifiedAt, Encoding.UTF8.GetBytes(root.ToJsonString())) { ExpiresAt = Form.Time("expiresAt") };
    }
}
