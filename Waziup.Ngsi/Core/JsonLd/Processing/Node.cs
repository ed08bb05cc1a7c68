using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>A value in a <see cref="JsonTree" />, chained to the values beside it.</summary>
internal struct Node
{
    /// <summary>The name, if it is a member of an object.</summary>
    public Utf8Slice Key;

    /// <summary>A string without escapes, a number as written, or the whole text of an array or an object that was read.</summary>
    public Utf8Slice Text;

    /// <summary>One bit for each name that is among the members, several names to a bit: a bit not set means a name is not there.</summary>
    public ulong Names;

    public int First;
    public int Last;
    public int Next;
    public int Count;
    public NodeKind Kind;

    /// <summary>The keyword that the name is.</summary>
    public Keyword Keyword;
}
