namespace Waziup.Server.Tests.Devices.Scripts;

/// <summary>Codecs are written in ECMAScript 5; what is not is refused with its place.</summary>
public sealed class LanguageTests(ScriptWorld world) : IClassFixture<ScriptWorld>
{
    [Theory]
    [InlineData("var a = () => 1;", "line 1, column 10: Unexpected token )")]
    [InlineData("function f() {\n  return [1].map(x => x);\n}", "line 2, column 21: Unexpected token >")]
    [InlineData("var a = 1;\n  let b = 2;", "line 2, column 3: let is not accepted")]
    [InlineData("const PORT = 1;", "line 1, column 1: const is not accepted")]
    [InlineData("function f() { for (let i = 0; i < 1; i++) { } }", "line 1, column 21: let is not accepted")]
    [InlineData("var a = `text`;", "line 1, column 9: Unexpected token ILLEGAL")]
    [InlineData("class A { }", "line 1, column 1: Unexpected reserved word")]
    [InlineData("for (var a of []) { }", "line 1, column 12: Unexpected identifier")]
    [InlineData("var { a } = {};", "line 1, column 5: Unexpected token {")]
    [InlineData("function f(a = 1) { }", "line 1, column 14: Unexpected token =")]
    [InlineData("var a = { b() { } };", "line 1, column 12: Unexpected token (")]
    [InlineData("var a = b ?? 1;", "line 1, column 12: Unexpected token ?")]
    [InlineData("var a = 0b11;", "line 1, column 10: Unexpected token ILLEGAL")]
    [InlineData("import a from 'b';", "line 1, column 1: Unexpected reserved word")]
    [InlineData("async function f() { }", "line 1, column 7: Unexpected token function")]
    [InlineData("var a = /b/u;", "line 1, column 9: Regular expressions have no other flags")]
    [InlineData("var a = '\\u{1F600}';", "line 1, column 9: \\u{…} is not accepted")]
    [InlineData("var a = 'open", "line 1, column 14: Unexpected token ILLEGAL")]
    [InlineData("function decodeUplink(input) {\n  return { data: { }", "line 2, column 21: Unexpected end of input")]
    public async Task What_is_newer_or_broken_is_refused_with_its_place(string script, string told)
    {
        var fault = await world.CheckAsync(script);

        Assert.StartsWith("! " + told, fault, StringComparison.Ordinal);
        Assert.EndsWith("Codecs are written in ECMAScript 5: var and function, without let, const, arrow functions, classes, template texts or other things of later editions.", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("function decodeUplink(input) { } function encodeDownlink(input) { } function decodeDownlink(input) { }", """["decodeUplink","encodeDownlink","decodeDownlink"]""")]
    [InlineData("var decodeUplink = function (input) { };", """["decodeUplink"]""")]
    [InlineData("function Decode(fPort, bytes, variables) { } function Decoder(bytes, port) { }", """["Decode","Decoder"]""")]
    [InlineData("var decodeUplink = 1; function other() { }", "[]")]
    [InlineData("var a = { const: 1, let: 2 }; a.const = a.let; function Decoder() { 'use strict'; return /a\\/b/gim.test('a'); }", """["Decoder"]""")]
    [InlineData("", "[]")]
    public async Task Which_functions_there_are_is_told(string script, string functions) =>
        Assert.Equal($$"""{"functions":{{functions}}}""", await world.CheckAsync(script));

    [Fact]
    public async Task What_stands_outside_of_functions_is_carried_out_within_bounds() =>
        Assert.Equal("! It takes more than 500000 statements.", await world.CheckAsync("function decodeUplink() { } while (true) { }"));
}
