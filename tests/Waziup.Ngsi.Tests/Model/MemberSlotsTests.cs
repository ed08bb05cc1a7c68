using System.Text;
using System.Text.Json;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Tests.Model;

public sealed class MemberSlotsTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("{ }")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{ "a" : -1.5e3 , "b":true,"c" :null ,"d": false }""")]
    [InlineData("""{"type":"Property","value":{"x":["]","}",{"y":"\\"}],"z":"\""},"observedAt":"2026-01-01T00:00:00Z"}""")]
    [InlineData("""{"v\u0061lue":"{","\"quoted\"":[],"":{},"é":"\\\\\""}""")]
    [InlineData("{\n\t\"object\"\r\n:\n[ \"urn:a\" , \"urn:b\" ]\n}")]
    [InlineData("""{"https://uri.etsi.org/ngsi-ld/hasValue":[[[[1]]]],"hasObject":1,"ha":2}""")]
    public void Looking_for_members_finds_what_reading_finds(string json) => Same(Encoding.UTF8.GetBytes(json));

    [Fact]
    public void Looking_for_members_finds_what_reading_finds_in_generated_entities()
    {
        var generator = new EntityGenerator(new Random(7));
        for (var i = 0; i < 2_000; i++)
            Deep(Encoding.UTF8.GetBytes(generator.Entity().ToJsonString(new JsonSerializerOptions { WriteIndented = i % 2 == 0 })));
    }

    [Fact]
    public void Text_that_is_cut_off_is_refused_and_ends()
    {
        var whole = Encoding.UTF8.GetBytes("""{"type":"Property","value":{"x":["]","}",{"y":"\\"}],"z":"\""},"n":12}""");
        for (var length = 1; length < whole.Length; length++)
        {
            var part = whole[..length];
            Assert.ThrowsAny<Exception>(() => MemberSlots.OfChecked(part).Dispose());
        }
    }

    static void Deep(byte[] json)
    {
        Same(json);
        using var members = MemberSlots.OfChecked(json);
        foreach (ref readonly var slot in members.All)
        {
            if (slot.Token == JsonTokenType.StartObject)
                Deep(BodyJson.ValueOf(json, in slot).ToArray());
        }
    }

    static void Same(byte[] json)
    {
        using var read = MemberSlots.Of(json, BodyJson.MaxDepth);
        using var found = MemberSlots.OfChecked(json);
        Assert.Equal(Printed(read), Printed(found));
    }

    static List<string> Printed(in MemberSlots members)
    {
        var all = new List<string>();
        foreach (ref readonly var slot in members.All)
            all.Add($"{slot.Member} {slot.Token} {slot.NameStart}+{slot.NameLength} {slot.ValueStart}+{slot.ValueLength}");
        return all;
    }
}
