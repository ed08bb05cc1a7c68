namespace Waziup.Ngsi.Tests.Architecture.Fakes;

public static class ApiExtensions
{
    public static int Twice(this int value) => 2 * value;
}
