using Jint.Parser;
using Waziup.Ngsi.Sensors.Scripts;

namespace Waziup.Server.Devices.Scripts.Sandbox;

/// <summary>The language of codecs: ECMAScript 5.1. What is newer is refused with its place, also where the parser lets it pass but means something else.</summary>
internal static class ScriptLanguage
{
    private const string Accepted = "Codecs are written in ECMAScript 5: var and function, without let, const, arrow functions, classes, template texts or other things of later editions.";

    /// <summary>Reads a script.</summary>
    /// <exception cref="ScriptException">It is not in the language.</exception>
    public static Jint.Parser.Ast.Program Read(string script)
    {
        Jint.Parser.Ast.Program program;
        try
        {
            program = new JavaScriptParser().Parse(script, new ParserOptions { Tokens = true });
        }
        catch (ParserException fault)
        {
            throw Refused(fault.Description.TrimEnd('.'), fault.LineNumber, fault.Column);
        }
        Token? before = null;
        foreach (var (index, token) in program.Tokens.Index())
        {
            var after = index + 1 < program.Tokens.Count ? program.Tokens[index + 1] : null;
            if (NewerThing(token, before, after) is { } thing)
                throw Refused(thing, token.Location.Start.Line, token.Location.Start.Column + 1);
            before = token;
        }
        return program;
    }

    private static string? NewerThing(Token token, Token? before, Token? after) => token.Type switch
    {
        Tokens.Keyword when token.Value is "let" or "const" && !IsName(before, after) => $"{token.Value} is not accepted",
        Tokens.StringLiteral when Text(token).Contains("\\u{", StringComparison.Ordinal) => "\\u{…} is not accepted",
        Tokens.RegularExpression when Text(token) is var text && text[(text.LastIndexOf('/') + 1)..].AsSpan().IndexOfAnyExcept("gim") >= 0 => "Regular expressions have no other flags than g, i and m",
        _ => null,
    };

    /// <summary>Whether a word is the name of a member.</summary>
    private static bool IsName(Token? before, Token? after) => before?.Value is "." || after?.Value is ":";

    private static string Text(Token token) => token.Literal ?? token.Value?.ToString() ?? "";

    private static ScriptException Refused(string what, int line, int column) => new(new ScriptFault($"{what}. {Accepted}", line, column));
}
