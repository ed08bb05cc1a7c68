using System.Text.Json;

namespace Waziup.Ngsi.Query;

/// <summary>A text that matches a pattern, or one that does not; anything else is neither.</summary>
internal readonly struct PatternTest(Pattern pattern, bool isNegated) : ITargetTest
{
    public bool Meets(in Target target)
    {
        if (target.IsTime || target.IsRelation || target.IsArray)
            return false;
        var any = false;
        foreach (var value in new Scalars(in target))
        {
            if (value.TokenType != JsonTokenType.String)
                continue;
            if (pattern.Matches(value.GetString()))
                return !isNegated;
            any = true;
        }
        return any && isNegated;
    }
}
