using System.Text.Json.Nodes;
using Waziup.Ngsi.Access;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Storage;

namespace Waziup.Ngsi.Broker;

/// <summary>A subscription, a registration or the like as it is stored.</summary>
internal interface IStoredForm
{
    /// <summary>What the client sent, with expanded names.</summary>
    JsonObject Form { get; }

    /// <summary>In whose name it acts, and who may see and change it.</summary>
    Caller Owner { get; }

    Instant CreatedAt { get; }

    Instant ModifiedAt { get; }

    string Id => Form["id"]!.GetValue<string>();

    Document ToDocument();
}
