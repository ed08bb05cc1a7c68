using System.Security.Cryptography;
using System.Text;
using Waziup.Ngsi.Access.Noise;

namespace Waziup.Ngsi.Tests.Access.Noise;

/// <summary>The stream of bits of which noise is made (POLICIES 3.5). Known answers were made with Python's hmac.</summary>
public sealed class RandomBitsTests
{
    internal static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    internal static RandomBits Of(string context) => new(Key, Encoding.UTF8.GetBytes(context));

    [Fact]
    public void The_bits_are_those_of_the_blocks_from_the_first_on()
    {
        var bits = Of("one");
        var expected = string.Concat(Enumerable.Range(0, 40).SelectMany(block => HMACSHA256.HashData(Key, (byte[])[.. "one"u8, 0, 0, 0, 0, 0, 0, 0, (byte)block]))
            .Select(value => Convert.ToString(value, 2).PadLeft(8, '0')));

        var all = string.Concat(Enumerable.Range(0, expected.Length).Select(_ => bits.Next()));

        Assert.StartsWith("0100100000111011000111100101111100110001000000010011111010111101", all, StringComparison.Ordinal);
        Assert.Equal(expected, all);
    }

    [Fact]
    public void Numbers_below_a_bound_are_known()
    {
        var (bits, other) = (Of("one"), Of("many"));
        var many = Enumerable.Range(0, 200).Select(_ => other.NextBelow(1_000_003)).ToList();

        Assert.Equal([4UL, 8, 3, 1, 5, 3, 1, 0, 1, 3, 0, 7, 9, 2, 2, 6, 8, 3, 6, 4], Enumerable.Range(0, 20).Select(_ => bits.NextBelow(10)));
        Assert.Equal([635_374UL, 54_689, 456_936], many.TakeLast(3));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(17)]
    public void Each_number_comes_as_often_as_the_others(int bound)
    {
        const int Draws = 100_000;
        var bits = Of("even");
        var counts = new int[bound];
        for (var i = 0; i < Draws; i++)
            counts[bits.NextBelow((ulong)bound)]++;

        Assert.All(counts, count => Assert.InRange(count - (Draws / (double)bound), -4 * Math.Sqrt(Draws / (double)bound), 4 * Math.Sqrt(Draws / (double)bound)));
    }

    [Fact]
    public void One_number_alone_takes_no_bits_and_none_is_refused()
    {
        var (bits, other) = (Of("one"), Of("one"));

        Assert.Equal(0UL, bits.NextBelow(1));
        Assert.Equal(other.NextBelow(1UL << 63), bits.NextBelow(1UL << 63));
        Assert.Equal(other.NextBelow(ulong.MaxValue), bits.NextBelow(ulong.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => bits.NextBelow(0));
    }

    [Fact]
    public void Another_key_or_context_has_other_bits()
    {
        RandomBits[] all = [Of("one"), Of("two"), Of("one\0"), Of(""), new([.. Key[..31], 0xff], "one"u8)];

        Assert.Equal(all.Length, all.Select(bits => bits.NextBelow(1UL << 62)).Distinct().Count());
    }
}
