namespace Waziup.Ngsi.AspNetCore.Tests.Access;

// What policies tell is the same on every store: the tests of what they count, add up and publish, once more on those that are durable.

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqliteAggregateTests : AggregateTests;

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqliteCohortTests : CohortTests;

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqliteLeakBlurTests : LeakBlurTests;

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqliteLeakCellTests(ITestOutputHelper output) : LeakCellTests(output);

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqliteLeakCohortTests(ITestOutputHelper output) : LeakCohortTests(output);

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqliteLeakNoiseTests(ITestOutputHelper output) : LeakNoiseTests(output);

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqliteLeakReleaseTests(ITestOutputHelper output) : LeakReleaseTests(output);

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqliteReleaseCourseTests : ReleaseCourseTests;

[Trait(TestStore.Trait, TestStore.Sqlite)]
public sealed class SqliteReleaseTests : ReleaseTests;

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlAggregateTests : AggregateTests;

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlCohortTests : CohortTests;

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlLeakBlurTests : LeakBlurTests;

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlLeakCellTests(ITestOutputHelper output) : LeakCellTests(output);

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlLeakCohortTests(ITestOutputHelper output) : LeakCohortTests(output);

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlLeakNoiseTests(ITestOutputHelper output) : LeakNoiseTests(output);

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlLeakReleaseTests(ITestOutputHelper output) : LeakReleaseTests(output);

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlReleaseCourseTests : ReleaseCourseTests;

[Trait(TestStore.Trait, TestStore.PostgreSql)]
public sealed class PostgreSqlReleaseTests : ReleaseTests;
