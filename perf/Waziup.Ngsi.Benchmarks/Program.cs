// Each class is named after the question it answers. Run one with --filter '*Render*', all with --filter '*'; Release builds only.
// The last results lie in perf/results.
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// In this process: the repository's own build rules do not apply to the project that BenchmarkDotNet would otherwise generate and build.
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(10))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .HideColumns(Column.Error, Column.Gen0, Column.Gen1, Column.Job, Column.Toolchain, Column.IterationCount, Column.WarmupCount);

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
