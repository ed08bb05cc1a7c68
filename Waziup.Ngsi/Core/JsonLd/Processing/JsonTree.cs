using System.Buffers;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>JSON values in one rented array: what was read, what it expands to and what that compacts to lie side by side.</summary>
/// <remarks>Not thread-safe. A value is a number, 0 stands for no value. A value has one parent at most; what is wanted twice is shared
/// with <see cref="Share" />. Texts are not copied: the tree must not outlive the memory that it was read from.</remarks>
internal sealed class JsonTree : IDisposable
{
    private const int KeepAtMost = 1 << 13;
    private const int BeginWithAtMost = 1 << 18;

    private static readonly ulong[] KeywordBits = [.. Enum.GetValues<Keyword>().Select(keyword => Bit(KeywordText.Of(keyword).Span))];

    [ThreadStatic]
    private static JsonTree? _spare;

    private readonly MemberIndex _index;

    // Every array of the pool is ours, and goes back cleared.
    private Node[] _nodes;
    private int _count = 1;
    private long _textBytes;
    private long _maxTextBytes;

    private JsonTree(int capacity)
    {
        _nodes = ArrayPool<Node>.Shared.Rent(capacity);
        _index = new MemberIndex(this);
    }

    /// <summary>Takes an empty tree; a thread keeps one of moderate size for its next caller.</summary>
    /// <param name="documentBytes">The size of the document that is to be read.</param>
    /// <param name="maxTextBytes">How long all texts in it may be together.</param>
    public static JsonTree Rent(int documentBytes, long maxTextBytes)
    {
        // What usual documents come to with their expanded form: growing later means copying. A large one may be one long text.
        var capacity = Math.Min(documentBytes / 5, BeginWithAtMost) + 256;
        if (_spare is not { } tree || tree._nodes.Length < capacity)
            tree = new JsonTree(capacity);
        else
            _spare = null;

        tree._maxTextBytes = maxTextBytes;
        return tree;
    }

    public NodeKind Kind(int node) => _nodes[node].Kind;

    public Utf8Slice Key(int node) => _nodes[node].Key;

    public Keyword KeywordOf(int node) => _nodes[node].Keyword;

    /// <summary>The text of a value; null where there is no value.</summary>
    public Utf8Slice Text(int node) => _nodes[node].Text;

    public int First(int node) => _nodes[node].First;

    public int Next(int node) => _nodes[node].Next;

    public int Last(int node) => _nodes[node].Last;

    /// <summary>The first of the values that a value stands for: the items of an array, or itself.</summary>
    public int FirstOf(int value) => IsArray(value) ? _nodes[value].First : value;

    /// <summary>The next of these values, or 0.</summary>
    public int NextOf(int value, int item) => item == value ? 0 : _nodes[item].Next;

    public int Count(int node) => _nodes[node].Count;

    public bool IsArray(int node) => _nodes[node].Kind == NodeKind.Array;

    public bool IsObject(int node) => _nodes[node].Kind == NodeKind.Object;

    public bool IsString(int node) => _nodes[node].Kind == NodeKind.String;

    public int Add(NodeKind kind, Utf8Slice text = default)
    {
        if (_count == _nodes.Length)
            Grow();

        ref var node = ref _nodes[_count];
        node.Kind = kind;
        node.Text = text;
        Count(text);
        return _count++;
    }

    /// <summary>The same value once more, with the same members; nobody may look for one of them, or change them.</summary>
    public int Share(int node)
    {
        var copy = Add(NodeKind.Null);
        _nodes[copy] = _nodes[node] with { Key = default, Keyword = Keyword.None, Next = 0 };
        return copy;
    }

    /// <summary>Notes the text that an array or an object was read from.</summary>
    public void SetText(int node, Utf8Slice text) => _nodes[node].Text = text;

    /// <summary>Appends an item to an array.</summary>
    public void Append(int array, int item)
    {
        ref var parent = ref _nodes[array];
        if (parent.First == 0)
            parent.First = item;
        else
            _nodes[parent.Last].Next = item;
        parent.Last = item;
        parent.Count++;
        _nodes[item].Next = 0;
    }

    /// <summary>Puts an item before those of an array.</summary>
    public void Prepend(int array, int item)
    {
        ref var parent = ref _nodes[array];
        _nodes[item].Next = parent.First;
        parent.First = item;
        if (parent.Last == 0)
            parent.Last = item;
        parent.Count++;
    }

    /// <summary>An array with one item.</summary>
    public int ArrayOf(int item)
    {
        var array = Add(NodeKind.Array);
        Append(array, item);
        return array;
    }

    /// <summary>The value itself if it is an array, else an array of it, or of nothing where there is no value.</summary>
    public int AsArray(int value)
    {
        if (value == 0)
            return Add(NodeKind.Array);

        return IsArray(value) ? value : ArrayOf(value);
    }

    /// <summary>Brings the members of an object into the order of their names.</summary>
    public void Sort(int parent)
    {
        var members = new List<int>(_nodes[parent].Count);
        for (var member = _nodes[parent].First; member != 0; member = _nodes[member].Next)
            members.Add(member);

        members.Sort((one, other) => Key(one).Span.SequenceCompareTo(Key(other).Span));
        (_nodes[parent].First, _nodes[parent].Last, _nodes[parent].Count) = (0, 0, 0);
        foreach (var member in members)
            Append(parent, member);
    }

    /// <summary>Appends the items of an array to another; the first array is used up.</summary>
    public void AppendItems(int array, int items)
    {
        var added = _nodes[items];
        if (added.First == 0)
            return;

        ref var parent = ref _nodes[array];
        if (parent.First == 0)
            parent.First = added.First;
        else
            _nodes[parent.Last].Next = added.First;
        parent.Last = added.Last;
        parent.Count += added.Count;
    }

    /// <summary>Adds a member that is not there yet.</summary>
    public void Put(int parent, Utf8Slice key, Keyword keyword, int value)
    {
        _nodes[value].Key = key;
        _nodes[value].Keyword = keyword;
        Count(key);
        Append(parent, value);
        _nodes[parent].Names |= Bit(key.Span);
        if (MemberIndex.Covers(_nodes[parent].Count))
            _index.Add(parent, value);
    }

    public void Put(int parent, Keyword keyword, int value) => Put(parent, KeywordText.Of(keyword), keyword, value);

    public void Put(int parent, Keyword keyword, Utf8Slice text) => Put(parent, keyword, Add(NodeKind.String, text));

    /// <summary>The member with a name, or 0.</summary>
    public int Find(int parent, Utf8Slice key)
    {
        ref var node = ref _nodes[parent];
        if ((node.Names & Bit(key.Span)) == 0)
            return 0;

        if (MemberIndex.Covers(node.Count))
            return _index.Find(parent, key);

        for (var member = node.First; member != 0; member = _nodes[member].Next)
        {
            if (_nodes[member].Key.Equals(key))
                return member;
        }

        return 0;
    }

    /// <summary>The member whose name is a keyword, or 0.</summary>
    public int Find(int parent, Keyword keyword)
    {
        ref var node = ref _nodes[parent];
        if ((node.Names & KeywordBits[(int)keyword]) == 0)
            return 0;

        if (MemberIndex.Covers(node.Count))
            return _index.Find(parent, KeywordText.Of(keyword));

        for (var member = node.First; member != 0; member = _nodes[member].Next)
        {
            if (_nodes[member].Keyword == keyword)
                return member;
        }

        return 0;
    }

    public bool Has(int parent, Keyword keyword) => Find(parent, keyword) != 0;

    /// <summary>Takes a member or an item out.</summary>
    public void Remove(int parent, int member)
    {
        ref var node = ref _nodes[parent];
        var before = 0;
        for (var at = node.First; at != member; at = _nodes[at].Next)
            before = at;

        var after = _nodes[member].Next;
        if (before == 0)
            node.First = after;
        else
            _nodes[before].Next = after;
        if (node.Last == member)
            node.Last = before;
        _index.Remove(parent, member);
        node.Count--;
        _nodes[member].Next = 0;
    }

    /// <summary>Makes a member the array that holds what it was.</summary>
    public void Wrap(int member)
    {
        var item = Add(NodeKind.Array);
        Move(member, item);
        Append(member, item);
    }

    /// <summary>Gives a member the value that another node has; that one is used up.</summary>
    public void Overwrite(int member, int value)
    {
        Move(member, Add(NodeKind.Null));
        Move(value, member);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_nodes, 0, _count);
        _index.Clear();
        _count = 1;
        _textBytes = 0;
    }

    public void Dispose()
    {
        Clear();
        if (_spare is null && _nodes.Length <= KeepAtMost && _index.Capacity <= KeepAtMost)
        {
            _spare = this;
            return;
        }

        ArrayPool<Node>.Shared.Return(_nodes);
        _nodes = [];
    }

    private void Count(Utf8Slice text)
    {
        _textBytes += text.Length;
        if (_textBytes > _maxTextBytes)
            throw new JsonLdException(JsonLdErrorCode.TooLarge, $"A document may expand to {_maxTextBytes} bytes at most.");
    }

    private static ulong Bit(ReadOnlySpan<byte> key) =>
        key.IsEmpty ? 1 : 1UL << ((key[^1] + (key[key.Length / 2] * 7) + (key.Length * 11)) & 63);

    // What is left behind is an empty array with the name that it had.
    private void Move(int from, int to)
    {
        ref var source = ref _nodes[from];
        ref var target = ref _nodes[to];
        if (source.Kind == NodeKind.Object && MemberIndex.Covers(source.Count))
            _index.Move(from, to);

        target = source with { Key = target.Key, Keyword = target.Keyword, Next = target.Next };
        source = new Node { Kind = NodeKind.Array, Key = source.Key, Keyword = source.Keyword, Next = source.Next };
    }

    private void Grow()
    {
        var larger = ArrayPool<Node>.Shared.Rent(_nodes.Length * 2);
        Array.Copy(_nodes, larger, _count);
        ArrayPool<Node>.Shared.Return(_nodes, clearArray: true);
        _nodes = larger;
    }
}
