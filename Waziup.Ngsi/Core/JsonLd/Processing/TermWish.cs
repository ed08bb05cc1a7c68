using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.JsonLd.Processing;

/// <summary>Which terms a value would like to be written with (JSON-LD 1.1, "IRI Compaction", step 4).</summary>
/// <remarks>Used again for each value, so that nothing is allocated.</remarks>
internal sealed class TermWish(JsonTree tree)
{
    private readonly Containers[] _containers = new Containers[24];
    private readonly Utf8Slice[] _values = new Utf8Slice[8];
    private int _containerCount;
    private int _valueCount;

    public ReadOnlySpan<Containers> Containers => _containers.AsSpan(0, _containerCount);

    public ReadOnlySpan<Utf8Slice> Values => _values.AsSpan(0, _valueCount);

    public Selection By { get; private set; }

    /// <summary>Looks at a value.</summary>
    /// <param name="context">The context in force.</param>
    /// <param name="value">The value, 0 for none.</param>
    /// <param name="isReverse">Whether it is the value of a reverse property.</param>
    /// <param name="prefersVocabulary">Whether its id is best written relative to the vocabulary.</param>
    public void Read(FullContext context, int value, bool isReverse, bool prefersVocabulary)
    {
        _containerCount = _valueCount = 0;
        By = Selection.Language;
        Utf8Slice wanted;
        var isObject = value != 0 && tree.IsObject(value);
        var hasIndex = isObject && tree.Has(value, Keyword.Index);
        var isGraph = isObject && ExpandedForm.IsGraph(tree, value);
        var list = isObject ? tree.Find(value, Keyword.List) : 0;

        if (hasIndex && !isGraph)
            In(Processing.Containers.Index, Processing.Containers.Index | Processing.Containers.Set);

        if (isReverse)
        {
            (By, wanted) = (Selection.Type, KeywordText.Of(Keyword.Reverse));
            In(Processing.Containers.Set);
        }
        else if (list != 0)
        {
            if (!hasIndex)
                In(Processing.Containers.List);
            (By, wanted) = ListWish.Of(tree, list, context.Inverse.DefaultLanguage);
        }
        else if (isGraph)
        {
            ReadGraph(value, hasIndex);
            (By, wanted) = (Selection.Type, KeywordText.Of(Keyword.Id));
        }
        else
        {
            (By, wanted) = isObject && tree.Has(value, Keyword.Value) ? ReadValue(value, hasIndex) : ReadNode();
            In(Processing.Containers.Set);
        }

        In(Processing.Containers.None);
        if (context.Mode == ProcessingMode.JsonLd11)
        {
            if (!hasIndex)
                In(Processing.Containers.Index, Processing.Containers.Index | Processing.Containers.Set);
            if (isObject && tree.Count(value) == 1 && tree.Has(value, Keyword.Value))
                In(Processing.Containers.Language, Processing.Containers.Language | Processing.Containers.Set);
        }

        ReadValues(wanted, isObject && tree.Has(value, Keyword.Id), prefersVocabulary);
        if (list != 0 && tree.Count(list) == 0)
            By = Selection.Any;
    }

    private void ReadValues(Utf8Slice wanted, bool hasId, bool prefersVocabulary)
    {
        var isReverse = wanted.Equals(KeywordText.Of(Keyword.Reverse));
        if (isReverse)
            Add(wanted);

        if (hasId && (isReverse || wanted.Equals(KeywordText.Of(Keyword.Id))))
        {
            Add(KeywordText.Of(prefersVocabulary ? Keyword.Vocab : Keyword.Id));
            Add(KeywordText.Of(prefersVocabulary ? Keyword.Id : Keyword.Vocab));
        }
        else
        {
            Add(wanted);
        }

        Add(LanguageKey.None);
        Add(LanguageKey.Any);
        if (By == Selection.Language && LanguageKey.DirectionOf(wanted) is { IsNull: false } direction)
            Add(direction);
    }

    private (Selection By, Utf8Slice Wanted) ReadNode()
    {
        In(Processing.Containers.Id, Processing.Containers.Id | Processing.Containers.Set);
        In(Processing.Containers.Type, Processing.Containers.Type | Processing.Containers.Set);
        return (Selection.Type, KeywordText.Of(Keyword.Id));
    }

    private (Selection By, Utf8Slice Wanted) ReadValue(int value, bool hasIndex)
    {
        var language = tree.Find(value, Keyword.Language);
        var direction = tree.Find(value, Keyword.Direction);
        if ((language != 0 || direction != 0) && !hasIndex)
        {
            In(Processing.Containers.Language, Processing.Containers.Language | Processing.Containers.Set);
            return (Selection.Language, LanguageKey.Of(tree.Text(language), tree.Text(direction)));
        }

        return tree.Find(value, Keyword.Type) is not 0 and var type
            ? (Selection.Type, tree.Text(type))
            : (Selection.Language, LanguageKey.Null);
    }

    private void ReadGraph(int value, bool hasIndex)
    {
        const Containers Index = Processing.Containers.Graph | Processing.Containers.Index;
        const Containers Id = Processing.Containers.Graph | Processing.Containers.Id;
        const Containers Set = Processing.Containers.Set;
        var hasId = tree.Has(value, Keyword.Id);
        if (hasIndex)
            In(Index, Index | Set);
        if (hasId)
            In(Id, Id | Set);
        In(Processing.Containers.Graph, Processing.Containers.Graph | Set);
        In(Set);
        if (!hasIndex)
            In(Index, Index | Set);
        if (!hasId)
            In(Id, Id | Set);
        In(Processing.Containers.Index, Processing.Containers.Index | Set);
    }

    private void In(Containers container) => _containers[_containerCount++] = container;

    private void In(Containers container, Containers other)
    {
        In(container);
        In(other);
    }

    private void Add(Utf8Slice value) => _values[_valueCount++] = value;
}
