using Waziup.Ngsi.Sensors.Pipeline;
using static Waziup.Ngsi.Sensors.Tests.Pipeline.Streams;

namespace Waziup.Ngsi.Sensors.Tests.Pipeline;

public sealed class ReaderTests
{
    [Theory]
    [InlineData("""{"op":"affine"}""", null, null)]
    [InlineData("""nothing""", null, null)]
    [InlineData("""["affine"]""", 0, null)]
    [InlineData("""[{"op":"affine"},{"factor":2}]""", 1, "op")]
    [InlineData("""[{"op":"affine"},{"op":"magic"}]""", 1, "op")]
    [InlineData("""[{"op":"affine","fctor":2}]""", 0, "fctor")]
    [InlineData("""[{"op":"affine","factor":2,"factor":3}]""", 0, "factor")]
    [InlineData("""[{"op":"affine","factor":"2"}]""", 0, "factor")]
    [InlineData("""[{"op":"affine","factor":1e999}]""", 0, "factor")]
    [InlineData("""[{"op":"linear2","s0":1,"r0":1,"s1":1,"r1":2}]""", 0, "s1")]
    [InlineData("""[{"op":"linear2","s0":1,"r0":1,"s1":2}]""", 0, "r1")]
    [InlineData("""[{"op":"grossRange"}]""", 0, null)]
    [InlineData("""[{"op":"grossRange","failMin":2,"failMax":1}]""", 0, "failMax")]
    [InlineData("""[{"op":"grossRange","failMin":2,"action":"median"}]""", 0, "action")]
    [InlineData("""[{"op":"spike","suspect":2,"fail":1}]""", 0, "fail")]
    [InlineData("""[{"op":"flatLine","suspectCount":7,"failCount":5}]""", 0, "failCount")]
    [InlineData("""[{"op":"rateOfChange"}]""", 0, null)]
    [InlineData("""[{"op":"rateOfChange","max":0}]""", 0, "max")]
    [InlineData("""[{"op":"hampel","window":7.5}]""", 0, "window")]
    [InlineData("""[{"op":"hampel","window":1000000}]""", 0, "window")]
    [InlineData("""[{"op":"movingAverage"}]""", 0, "window")]
    [InlineData("""[{"op":"movingAverage","window":3,"accept":[9]}]""", 0, "accept")]
    [InlineData("""[{"op":"polynomial","coefficients":[1,2,3,4,5,6,7,8,9,10]}]""", 0, "coefficients")]
    [InlineData("""[{"op":"table","points":[[1,2],[1,3]]}]""", 0, "points")]
    [InlineData("""[{"op":"table","points":[[1,2]]}]""", 0, "points")]
    [InlineData("""[{"op":"convertUnit","to":"XYZ"}]""", 0, "to")]
    [InlineData("""[{"op":"convertUnit","from":"KPA","to":"CEL"}]""", 0, "from")]
    [InlineData("""[{"op":"convertUnit","to":"CEL"},{"op":"convertUnit","to":"KPA"}]""", 1, "to")]
    [InlineData("""[{"op":"quantise"}]""", 0, null)]
    [InlineData("""[{"op":"tumbling","size":"1h","method":"avg"}]""", 0, "size")]
    [InlineData("""[{"op":"tumbling","size":"P1DT1H","method":"avg"}]""", 0, "size")]
    [InlineData("""[{"op":"tumbling","size":"PT0S","method":"avg"}]""", 0, "size")]
    [InlineData("""[{"op":"tumbling","size":"P1D","zone":"Africa/Atlantis","method":"avg"}]""", 0, "zone")]
    [InlineData("""[{"op":"tumbling","size":"P1D"}]""", 0, "method")]
    [InlineData("""[{"op":"tumbling","size":"P1D","method":"best"}]""", 0, "method")]
    [InlineData("""[{"op":"tumbling","size":"P1D","methods":["avg","best"]}]""", 0, "methods")]
    [InlineData("""[{"op":"tumbling","size":"P1D","method":"percentile"}]""", 0, "p")]
    [InlineData("""[{"op":"hopping","size":"P1D","hop":"PT1S","method":"avg"}]""", 0, "hop")]
    [InlineData("""[{"op":"interpolate","maxGap":"P1M"}]""", 0, "maxGap")]
    [InlineData("""[{"op":"extrapolate","period":"PT1S","maxAge":"P30D"}]""", 0, "period")]
    [InlineData("""[{"op":"hampel"},{"op":"clockFix"}]""", 1, "op")]
    [InlineData("""[{"op":"duplicates"},{"op":"affine"},{"op":"missingTime"}]""", 2, "op")]
    public void Faults_name_the_step_and_the_member(string steps, int? step, string? member)
    {
        var problem = Assert.Throws<PipelineException>(() => Plan(steps));

        Assert.Equal((step, member), (problem.Step, problem.Member));
        Assert.Contains(problem.Problem, problem.Message);
    }

    [Fact]
    public void Too_many_steps_are_refused()
    {
        static string Steps(int count) => $"[{string.Join(',', Enumerable.Repeat("""{"op":"affine"}""", count))}]";

        Assert.Equal(PipelineReader.MaxSteps, Plan(Steps(PipelineReader.MaxSteps)).Steps.Count);
        Assert.Throws<PipelineException>(() => Plan(Steps(PipelineReader.MaxSteps + 1)));
    }

    [Fact]
    public void The_unit_that_comes_out_of_a_step_goes_into_the_next() =>
        Assert.Equal(32, Plan("""[{"op":"convertUnit","to":"KEL"},{"op":"convertUnit","to":"FAH"}]""", "CEL").Run(Each(0)).Outputs.Single().Value!.Value, 9);

    [Fact]
    public void A_value_whose_unit_does_not_fit_is_missing_and_counted()
    {
        var run = Plan("""[{"op":"convertUnit","to":"CEL"}]""").Run([new Sample(At(0), 1) { UnitCode = "KPA" }]);

        Assert.Null(run.Outputs.Single().Value);
        Assert.Equal(1, run.Steps[0].Errors);
        Assert.Contains("KPA", run.Steps[0].LastError);
    }

    [Fact]
    public void A_run_counts_what_each_step_did()
    {
        var run = Plan("""[{"op":"parseNumber","fail":"drop"},{"op":"grossRange","failMax":100,"action":"drop"},{"op":"grossRange","suspectMax":50}]""")
            .Run([.. Each(1, 70, 130), Text("ON")]);

        Assert.Equal(new StepCounts(4, 3, 1, 0, 0, null), run.Steps[0]);
        Assert.Equal(new StepCounts(3, 2, 1, 1, 0, null), run.Steps[1]);
        Assert.Equal(new StepCounts(2, 2, 0, 1, 0, null), run.Steps[2]);
    }

    [Fact]
    public void Plans_with_other_steps_have_other_fingerprints()
    {
        Assert.Equal(Plan("""[{"op":"affine"}]""").Fingerprint, Plan("""[ { "op" : "affine" } ]""").Fingerprint);
        Assert.NotEqual(Plan("""[{"op":"affine"}]""").Fingerprint, Plan("""[{"op":"affine","factor":2}]""").Fingerprint);
    }
}
