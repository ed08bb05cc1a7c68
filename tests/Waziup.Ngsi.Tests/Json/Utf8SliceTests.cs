using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Tests.Json;

public class Utf8SliceTests
{
    [Fact]
    public void No_text_is_not_the_empty_text()
    {
        Assert.False(default(Utf8Slice).Equals(Utf8Slice.Of("")));
        Assert.False(Utf8Slice.Of("").Equals(default));
        Assert.True(default(Utf8Slice).Equals(default));
        Assert.True(Utf8Slice.Of("").Equals(Utf8Slice.Of("a").To(0)));
    }

    [Fact]
    public void Parts_of_different_arrays_are_the_same_text()
    {
        var part = Utf8Slice.Of("xab").From(1);

        Assert.True(part.Equals(Utf8Slice.Of("ab")));
        Assert.Equal(part.GetHashCode(), Utf8Slice.Of("ab").GetHashCode());
        Assert.False(part.Equals(Utf8Slice.Of("xa")));
    }
}
