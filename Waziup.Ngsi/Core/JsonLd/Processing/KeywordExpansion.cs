using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Members whose names stand for keywords (JSON-LD 1.1, "Expansion Algorithm", step 13.4).</summary>
internal sealed class KeywordExpansion(Expander expander, JsonTree tree)
{
    private const string NoType = "@type must be a string or an array of strings.";

    public void Expand(in ExpansionScope scope, Keyword keyword, int value)
    {
        if (keyword == Keyword.Context)
            return;

        if (scope.Property?.Keyword == Keyword.Reverse)
            throw new JsonLdException(JsonLdErrorCode.InvalidReverseMap, $"@reverse must not hold {KeywordText.Of(keyword)}.");

        var mayRepeat = keyword is Keyword.Included or Keyword.Type && scope.Context.Mode == ProcessingMode.JsonLd11;
        if (!mayRepeat && tree.Has(scope.Result, keyword))
            throw new JsonLdException(JsonLdErrorCode.CollidingKeywords, $"Two members stand for {KeywordText.Of(keyword)}.");

        switch (keyword)
        {
            case Keyword.Id:
                Require(tree.IsString(value), JsonLdErrorCode.InvalidId, "@id must be a string.");
                var id = scope.Context.ExpandReference(tree.Text(value), isRelativeToVocabulary: false);
                ValueExpansion.PutReference(tree, scope.Result, id);
                break;
            case Keyword.Type:
                ExpandType(scope, value);
                break;
            case Keyword.Graph:
                tree.Put(scope.Result, keyword, tree.AsArray(expander.Expand(scope.Context, ExpandedName.Of(Keyword.Graph), value)));
                break;
            case Keyword.Included when scope.Context.Mode == ProcessingMode.JsonLd11:
                ExpandIncluded(scope, value);
                break;
            case Keyword.Value:
                ExpandValue(scope, value);
                break;
            case Keyword.Language:
                Require(tree.IsString(value), JsonLdErrorCode.InvalidLanguageTag, "@language must be a string.");
                tree.Put(scope.Result, keyword, tree.Text(value));
                break;
            case Keyword.Direction when scope.Context.Mode == ProcessingMode.JsonLd11:
                ExpandDirection(scope, value);
                break;
            case Keyword.Index:
                Require(tree.IsString(value), JsonLdErrorCode.InvalidIndex, "@index must be a string.");
                tree.Put(scope.Result, keyword, tree.Text(value));
                break;
            case Keyword.List when !ExpandedName.IsTop(scope.Property):
            case Keyword.Set:
                tree.Put(scope.Result, keyword, tree.AsArray(expander.Expand(scope.Context, scope.Property, value)));
                break;
            case Keyword.Reverse:
                ExpandReverse(scope, value);
                break;
            default:
                break;
        }
    }

    private void ExpandType(in ExpansionScope scope, int value)
    {
        var known = tree.Find(scope.Result, Keyword.Type);
        if (tree.IsString(value) && known == 0)
        {
            tree.Put(scope.Result, Keyword.Type, ExpandOneType(scope, value));
            return;
        }

        Require(tree.IsString(value) || tree.IsArray(value), JsonLdErrorCode.InvalidTypeValue, NoType);
        if (known == 0)
        {
            known = tree.Add(NodeKind.Array);
            tree.Put(scope.Result, Keyword.Type, known);
        }
        else if (!tree.IsArray(known))
        {
            tree.Wrap(known);
        }

        for (var item = tree.FirstOf(value); item != 0; item = tree.NextOf(value, item))
            tree.Append(known, ExpandOneType(scope, item));
    }

    private int ExpandOneType(in ExpansionScope scope, int type)
    {
        Require(tree.IsString(type), JsonLdErrorCode.InvalidTypeValue, NoType);
        return ValueExpansion.Reference(tree, scope.Types.ExpandReference(tree.Text(type), isRelativeToVocabulary: true));
    }

    private void ExpandIncluded(in ExpansionScope scope, int value)
    {
        var nodes = tree.Find(scope.Result, Keyword.Included);
        if (nodes == 0)
        {
            nodes = tree.Add(NodeKind.Array);
            tree.Put(scope.Result, Keyword.Included, nodes);
        }

        for (var item = tree.FirstOf(value); item != 0; item = tree.NextOf(value, item))
            Include(scope.Context, item, nodes);
    }

    private void Include(FullContext context, int item, int nodes)
    {
        if (tree.Kind(item) == NodeKind.Null)
            return;

        var expanded = expander.Expand(context, null, item);
        Require(expanded != 0 && ExpandedForm.IsNode(tree, expanded), JsonLdErrorCode.InvalidIncluded, "@included must hold nodes.");
        tree.Append(nodes, expanded);
    }

    private void ExpandValue(in ExpansionScope scope, int value)
    {
        if (scope.IsJson)
            Require(scope.Context.Mode == ProcessingMode.JsonLd11, JsonLdErrorCode.InvalidValue, "JSON-LD 1.0 does not know @json.");
        else
            Require(tree.Kind(value) < NodeKind.Array, JsonLdErrorCode.InvalidValue, "@value must be neither an array nor an object.");

        tree.Put(scope.Result, Keyword.Value, tree.Share(value));
    }

    private void ExpandDirection(in ExpansionScope scope, int value)
    {
        var text = tree.IsString(value) ? tree.Text(value).Span : default;
        var isValid = text.SequenceEqual("ltr"u8) || text.SequenceEqual("rtl"u8);
        Require(isValid, JsonLdErrorCode.InvalidBaseDirection, "@direction must be \"ltr\" or \"rtl\".");
        tree.Put(scope.Result, Keyword.Direction, tree.Text(value));
    }

    private void ExpandReverse(in ExpansionScope scope, int value)
    {
        Require(tree.IsObject(value), JsonLdErrorCode.InvalidReverse, "@reverse must be an object.");
        var expanded = expander.Expand(scope.Context, ExpandedName.Of(Keyword.Reverse), value);
        for (var member = expanded == 0 ? 0 : tree.First(expanded); member != 0;)
        {
            // What is reversed twice is an ordinary property again.
            var next = tree.Next(member);
            if (tree.KeywordOf(member) == Keyword.Reverse)
                Forward(scope.Result, member);
            else
                expander.AddReverse(scope.Result, tree.Key(member), member);
            member = next;
        }
    }

    private void Forward(int node, int map)
    {
        for (var member = tree.First(map); member != 0;)
        {
            var next = tree.Next(member);
            expander.AddValues(node, tree.Key(member), member);
            member = next;
        }
    }

    private static void Require(bool isValid, JsonLdErrorCode code, string message)
    {
        if (!isValid)
            throw new JsonLdException(code, message);
    }
}
