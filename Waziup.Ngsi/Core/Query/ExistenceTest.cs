namespace Waziup.Ngsi.Query;

/// <summary>Whatever is there.</summary>
internal readonly struct ExistenceTest : ITargetTest
{
    public bool Meets(in Target target) => true;
}
