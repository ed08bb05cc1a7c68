using System.Buffers;
using System.Text.Json;

namespace Waziup.Ngsi.Model;

/// <summary>Where a member of a JSON object lies, and what it means.</summary>
internal struct MemberSlot
{
    public Member Member;
    public JsonTokenType Token;
    public int NameStart;
    public int NameLength;
    public int ValueStart;
    public int ValueLength;
}

/// <summary>The members of one JSON object, found in one pass so that they can be taken in any order.</summary>
/// <remarks>Names are kept raw; a name with escapes is unescaped by whoever needs it. Rented: dispose.</remarks>
internal ref struct MemberSlots
{
    private MemberSlot[] _slots;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<MemberSlot> All => _slots.AsSpan(0, Count);

    /// <summary>Reads the object that is the whole of <paramref name="json"/>.</summary>
    /// <exception cref="JsonException">The text is no JSON, or nests too deep.</exception>
    public static MemberSlots Of(ReadOnlySpan<byte> json, int maxDepth)
    {
        var slots = new MemberSlots { _slots = ArrayPool<MemberSlot>.Shared.Rent(16) };
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                slots.Add(ref reader, json);
            if (reader.Read())
                throw new JsonException("there is more behind the object");
            return slots;
        }
        catch
        {
            slots.Dispose();
            throw;
        }
    }

    /// <summary>The same for a part of a text that was read to its end before: nothing is checked again, only looked for.</summary>
    public static MemberSlots OfChecked(ReadOnlySpan<byte> json)
    {
        var slots = new MemberSlots { _slots = ArrayPool<MemberSlot>.Shared.Rent(16) };
        try
        {
            for (var at = JsonScan.NextMember(json, 1); at >= 0; at = JsonScan.NextMember(json, at))
            {
                ref var slot = ref slots.Next();
                var end = JsonScan.EndOfString(json, at);
                slot.NameStart = at + 1;
                slot.NameLength = end - at - 2;
                slot.Member = Members.Of(BodyJson.NameOf(json, in slot));
                slot.ValueStart = JsonScan.StartOfValue(json, end);
                slot.Token = JsonScan.TokenAt(json, slot.ValueStart);
                at = JsonScan.EndOfValue(json, slot.ValueStart);
                slot.ValueLength = at - slot.ValueStart;
            }
            return slots;
        }
        catch
        {
            slots.Dispose();
            throw;
        }
    }

    /// <summary>The position of the first member of this meaning, or -1.</summary>
    public readonly int Find(Member member)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_slots[i].Member == member)
                return i;
        }
        return -1;
    }

    public void Dispose()
    {
        if (_slots.Length > 0)
            ArrayPool<MemberSlot>.Shared.Return(_slots);
        _slots = [];
    }

    private void Add(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        ref var slot = ref Next();
        slot.NameStart = (int)reader.TokenStartIndex + 1;
        slot.NameLength = reader.ValueSpan.Length;
        slot.Member = Members.Of(BodyJson.NameOf(json, in slot));
        reader.Read();
        slot.Token = reader.TokenType;
        slot.ValueStart = (int)reader.TokenStartIndex;
        reader.Skip();
        slot.ValueLength = (int)reader.BytesConsumed - slot.ValueStart;
    }

    private ref MemberSlot Next()
    {
        if (Count == _slots.Length)
        {
            var larger = ArrayPool<MemberSlot>.Shared.Rent(Count * 2);
            _slots.AsSpan().CopyTo(larger);
            ArrayPool<MemberSlot>.Shared.Return(_slots);
            _slots = larger;
        }
        return ref _slots[Count++];
    }
}
