using System.Globalization;

namespace Waziup.Ngsi.Sensors.Pipeline.Stages;

/// <summary>Text that is a complete number becomes one; blanks around it do not matter. NaN and Infinity are missing.</summary>
/// <param name="Point">The decimal mark. Default the point.</param>
/// <param name="Drops">Whether other text is dropped; else (the default) it is missing.</param>
internal sealed record ParseNumber(char Point, bool Drops) : IStage
{
    private const int LongestText = 100;
    private static readonly string[] NoNumbers = ["nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"];

    public string Op => "parseNumber";

    public bool IsPointwise => true;

    public static IStage Read(StepReader step) =>
        new ParseNumber(step.Choice("locale", "point", "comma") == "comma" ? ',' : '.', step.Choice("fail", "null", "drop") == "drop");

    public void Take(Sample sample, Memory memory, Outlet outlet)
    {
        if (sample.Value is not null || sample.Text is not { } text)
            outlet.Emit(sample);
        else if (TryParse(text, Point, out var value))
            outlet.Emit(value is null ? sample with { Methods = sample.MethodsWith(Op) } : sample.Changed(Op, value) with { Text = null });
        else if (Drops)
            outlet.Drop();
        else
            outlet.Emit(sample with { Methods = sample.MethodsWith(Op) });
    }

    private static bool TryParse(string text, char point, out double? value)
    {
        value = null;
        var trimmed = text.Trim();
        if (NoNumbers.Contains(trimmed, StringComparer.OrdinalIgnoreCase))
            return true;
        if (trimmed.Length is 0 or > LongestText || !IsNumber(trimmed, point))
            return false;
        var number = double.Parse(trimmed.Replace(point, '.'), NumberStyles.Float, CultureInfo.InvariantCulture);
        value = double.IsFinite(number) ? number : null;
        return true;
    }

    private static bool IsNumber(string text, char point)
    {
        var at = text[0] is '+' or '-' ? 1 : 0;
        var whole = Digits(text, ref at);
        var fraction = 0;
        if (at < text.Length && text[at] == point)
        {
            at++;
            fraction = Digits(text, ref at);
        }
        if (whole + fraction == 0)
            return false;
        if (at == text.Length)
            return true;
        if (text[at++] is not ('e' or 'E'))
            return false;
        if (at < text.Length && text[at] is '+' or '-')
            at++;
        return Digits(text, ref at) > 0 && at == text.Length;
    }

    private static int Digits(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at - start;
    }
}
