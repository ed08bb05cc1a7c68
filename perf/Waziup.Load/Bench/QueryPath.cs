namespace Waziup.Load.Bench;

/// <summary>The path and query of a request, with #1, #2 where something varies.</summary>
internal sealed record QueryPath(string Template)
{
    public string With(params ReadOnlySpan<string> values) => Fill(values, value => value);

    /// <summary>The path as an expression of Lua.</summary>
    /// <param name="expressions">What varies, in Lua.</param>
    public string Lua(params ReadOnlySpan<string> expressions) => '\'' + Fill(expressions, expression => $"'..{expression}..'") + '\'';

    string Fill(ReadOnlySpan<string> values, Func<string, string> written)
    {
        var text = Template;
        for (var i = 0; i < values.Length; i++)
            text = text.Replace($"#{i + 1}", written(values[i]), StringComparison.Ordinal);

        return text;
    }
}
