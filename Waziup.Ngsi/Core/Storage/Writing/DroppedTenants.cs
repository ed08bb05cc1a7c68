namespace Waziup.Ngsi.Storage.Writing;

/// <summary>A deleted tenant keeps its row, so that its number is not given out again. Its name, which nobody can ask for, says how far its deletion has come.</summary>
internal static class DroppedTenants
{
    /// <summary>What the name begins with while there still are rows; the number follows.</summary>
    public const string Open = "~";

    /// <summary>What it begins with when all are gone.</summary>
    public const string Done = "~~";

    /// <summary>Whether the name is that of a deleted tenant.</summary>
    public static bool Is(string name) => name.StartsWith(Open, StringComparison.Ordinal);
}
