using System.Text.RegularExpressions;

namespace Waziup.Ngsi.Client.Http;

/// <summary>The stretch of time that a partial answer covers (6.3.10): <c>Content-Range: date-time start-end/size</c>.</summary>
internal static partial class TimeRange
{
    public static (DateTimeOffset? Start, DateTimeOffset? End) Of(HttpResponseMessage response)
    {
        // Not what the framework takes for a range: it is read as text.
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Range", out var values))
            return (null, null);
        var range = Range().Match(values.ToString());
        return (InstantText.Read(range.Groups["start"].Value), InstantText.Read(range.Groups["end"].Value));
    }

    [GeneratedRegex(@"(?<start>\d{4}-\d\d-\d\dT[\d:.,]+Z)-(?<end>\d{4}-\d\d-\d\dT[\d:.,]+Z)/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Range();
}
