using System.Text.Json;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Storage;

/// <summary>Reads members of a stored document that may be missing.</summary>
internal static class StoredMembers
{
    public static long Number(this JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    public static Instant Time(this JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.GetString() is { } text && Instant.TryParse(text, out var time) ? time : Instant.None;

    public static bool IsFailed(this JsonElement root) => root.TryGetProperty("status", out var status) && status.ValueEquals("failed"u8);
}
