using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Query;

/// <summary>The order of texts that readers of most languages expect (4.23.3): letters with their accents beside those without, small beside great.</summary>
/// <remarks>
/// Texts compare by their letters first, then by accents, then by case. Punctuation comes before digits, digits before letters. What is no
/// Latin letter stands in the order of code points behind them. The habits of single languages, which a tag may ask for, are not followed:
/// the runtime works without the tables for them, so that nothing has to be installed.
/// </remarks>
internal sealed partial class Collation : TextOrder
{
    private const int Digits = 0x100;
    private const int Letters = 0x200;
    private const int Others = 0x1000;
    private const string Punctuation = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

    // A letter, and those that are it with an accent.
    private static readonly string[] Families =
    [
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ",
        "bḃḅḇ",
        "cçćĉċčḉ",
        "dďđḋḍḏḑḓ",
        "eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ",
        "fḟ",
        "gĝğġģǧǵḡ",
        "hĥħȟḣḥḧḩḫẖ",
        "iìíîïĩīĭįǐȉȋḭḯỉị",
        "jĵǰ",
        "kķǩḱḳḵ",
        "lĺļľłḷḹḻḽ",
        "mḿṁṃ",
        "nñńņňǹṅṇṉṋ",
        "oòóôõöøōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ",
        "pṕṗ",
        "rŕŗřȑȓṙṛṝṟ",
        "sśŝşšșṡṣṥṧṩ",
        "tţťŧțṫṭṯṱẗ",
        "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
        "vṽṿ",
        "wŵẁẃẅẇẉẘ",
        "xẋẍ",
        "yýÿŷȳẏẙỳỵỷỹ",
        "zźżžẑẓẕ",
    ];

    private static readonly FrozenDictionary<char, (char Letter, int Accent)> Accents = Families
        .SelectMany(family => family.Skip(1).Select((accented, index) => (accented, value: (family[0], index + 1))))
        .ToFrozenDictionary(pair => pair.accented, pair => pair.value);

    private static readonly Collation Root = new();

    private Collation()
    {
    }

    /// <param name="tag">A language tag (BCP 47).</param>
    /// <exception cref="NgsiLdException">BadRequestData for what is no such tag.</exception>
    public static Collation Parse(string tag) =>
        Tag().IsMatch(tag) ? Root : throw NgsiLdErrors.Bad("collation is a language tag such as und or de-u-co-phonebk");

    public override int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var (l, r) = (Encoding.UTF8.GetString(left), Encoding.UTF8.GetString(right));
        var length = Math.Min(l.Length, r.Length);
        var (accent, small) = (0, 0);
        for (var i = 0; i < length; i++)
        {
            if (l[i] == r[i])
                continue;
            var (a, b) = (WeightOf(l[i]), WeightOf(r[i]));
            if (a.Letter != b.Letter)
                return a.Letter.CompareTo(b.Letter);
            if (accent == 0)
                accent = a.Accent.CompareTo(b.Accent);
            if (small == 0)
                small = char.IsUpper(l[i]).CompareTo(char.IsUpper(r[i]));
        }
        if (l.Length != r.Length)
            return l.Length.CompareTo(r.Length);
        return accent != 0 ? accent : small != 0 ? small : left.SequenceCompareTo(right);
    }

    private static (int Letter, int Accent) WeightOf(char character)
    {
        var lower = char.ToLowerInvariant(character);
        var (letter, accent) = Accents.TryGetValue(lower, out var known) ? known : (lower, 0);
        if (char.IsAsciiLetterLower(letter))
            return (Letters + letter, accent);
        if (char.IsAsciiDigit(letter))
            return (Digits + letter, 0);
        var punctuation = Punctuation.IndexOf(letter);
        return (punctuation >= 0 ? punctuation : Others + letter, 0);
    }

    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();
}
