namespace Waziup.Server.Tests.Devices.Scripts;

/// <summary>Whatever a script does, its call is refused with a reason, and the next one works.</summary>
public sealed class HostileScriptTests(ScriptWorld world) : IClassFixture<ScriptWorld>
{
    private const string Good = "function decodeUplink(input) { return { data: { first: input.bytes[0] } }; }";

    [Theory]
    [InlineData("for (;;);", "statements")]
    [InlineData("function decodeUplink() { while (true) { } }", "statements")]
    [InlineData("function decodeUplink() { try { while (true) { } } catch (e) { } finally { while (true) { } } }", "statements")]
    [InlineData("function decodeUplink() { return { data: { get t() { while (true) { } } } }; }", "statements")]
    [InlineData("function decodeUplink() { return { data: new Function('for (;;);')() }; }", "statements")]
    [InlineData("function decodeUplink() { return decodeUplink(); }", "100 deep")]
    [InlineData("function decodeUplink() { try { return decodeUplink(); } catch (e) { return { data: {} }; } }", "100 deep")]
    [InlineData("function decodeUplink() { return { data: { t: /^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!') } }; }", "regular expression")]
    [InlineData("function decodeUplink() { throw new Error('not mine'); }", "line 1, column 27: It throws: not mine")]
    [InlineData("function decodeUplink() { throw 'a text'; }", "It throws: a text")]
    [InlineData("function decodeUplink() { throw { message: { toString: null } }; }", "cannot carry it out")]
    [InlineData("function decodeUplink() { throw { get message() { throw 1; } }; }", "It throws: 1")]
    [InlineData("function decodeUplink() { throw null; }", "It throws: null")]
    [InlineData("function decodeUplink() { return missing.thing; }", "missing is not defined")]
    [InlineData("function decodeUplink() { return importNamespace('System'); }", "importNamespace is not defined")]
    [InlineData("function decodeUplink() { return { data: { t: NaN } }; }", "data.t is NaN")]
    [InlineData("function decodeUplink() { return { data: { t: [1, 1 / 0] } }; }", "data.t[1] is Infinity")]
    [InlineData("function decodeUplink() { return { data: { t: new Date(NaN) } }; }", "is a Date that is none")]
    [InlineData("function decodeUplink() { return { data: { t: decodeUplink } }; }", "data.t is a function")]
    [InlineData("function decodeUplink() { var a = {}; a.a = a; return { data: a }; }", "holds itself")]
    [InlineData("function decodeUplink() { var a = []; a[0] = a; return { data: { t: a } }; }", "holds itself")]
    [InlineData("function decodeUplink() { var s = '0123456789'; while (s.length < 1000000) s += s; return { data: { t: s } }; }", "more than 256 KiB")]
    [InlineData("function decodeUplink() { return { data: { t: new Array(4294967295) } }; }", "more than 256 KiB")]
    [InlineData("function decodeUplink() { var a = []; for (var i = 0; i < 20000; i++) a[i] = Math.random(); return { data: { t: a } }; }", "more than 256 KiB")]
    [InlineData("function decodeUplink() { var s = 'é'; while (s.length < 100000) s += s; return { data: { t: s } }; }", "more than 256 KiB")]
    [InlineData("function decodeUplink() { return { data: { t: '\\uD800' } }; }", "not Unicode")]
    [InlineData("function encodeDownlink() { }", "none of the functions")]
    public async Task It_is_told_what_was_wrong(string script, string told)
    {
        Assert.Contains(told, await world.DecodeAsync(script), StringComparison.Ordinal);
        Assert.Equal("""{"data":{"first":1}}""", await world.DecodeAsync(Good));
    }

    [Theory]
    [InlineData("function decodeUplink() { var all = []; while (true) all.push(new Array(1000).join('x')); }")]
    [InlineData("function decodeUplink() { var s = 'x'; while (true) s += s; }")]
    [InlineData("function decodeUplink() { return { data: { t: new Array(400000000).join('xy') } }; }")]
    [InlineData("function decodeUplink() { var a = []; for (var i = 0; i < 400000; i++) a[i] = { i: i, t: 'text ' + i }; return { data: {} }; }")]
    [InlineData("var a = []; a[0] = a; function decodeUplink() { return { data: { t: a.join() } }; }")]
    [InlineData("function decodeUplink() { var a = {}; a.a = a; return { data: { t: JSON.stringify(a) } }; }")]
    [InlineData("function decodeUplink() { var s = '0123456789'; while (s.length < 10000000) s += s; return { data: { t: s } }; }")]
    [InlineData("function decodeUplink() { var a = []; for (var i = 0; i < 160000; i++) a = [a]; return { data: { t: String(a) } }; }")]
    [InlineData("function decodeUplink() { return { data: { t: new Array(4294967295).sort() } }; }")]
    public async Task Who_needs_too_much_ends_alone(string script)
    {
        var fault = await world.DecodeAsync(script);

        Assert.StartsWith("! ", fault, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper!.WriteLine(fault);
        Assert.Equal("""{"data":{"first":1}}""", await world.DecodeAsync(Good));
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{", "}")]
    [InlineData("-", "")]
    [InlineData("function f(){", "}")]
    public async Task A_text_that_lies_deep_in_itself_harms_nobody(string open, string close)
    {
        var count = 60_000 / (open.Length + close.Length);
        var script = string.Concat(Enumerable.Repeat(open, count)) + "1" + string.Concat(Enumerable.Repeat(close, count));

        TestContext.Current.TestOutputHelper!.WriteLine(await world.CheckAsync(script));
        Assert.Equal("""{"data":{"first":1}}""", await world.DecodeAsync(Good));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_script_for_the_next_one()
    {
        const string script = """
            Object.prototype.first = 99; Array.prototype.join = null; JSON.parse = null; Object = null;
            var count = (typeof count === 'undefined' ? 0 : count) + 1;
            function decodeUplink() { return { data: { count: count, names: typeof System + typeof clr + typeof require + typeof process } }; }
            """;

        var first = await world.DecodeAsync(script);

        Assert.Equal("""{"data":{"count":1,"names":"undefinedundefinedundefinedundefined"}}""", first);
        Assert.Equal(first, await world.DecodeAsync(script));
        Assert.Equal("""{"data":{"first":1}}""", await world.DecodeAsync(Good));
    }
}
