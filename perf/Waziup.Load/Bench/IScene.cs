namespace Waziup.Load.Bench;

/// <summary>A measurement for which a store and a load are not enough: other servers stand behind the measured one, or others wait beside the load.</summary>
internal interface IScene
{
    /// <summary>Measures host or floor.</summary>
    /// <param name="stage">Where it takes place.</param>
    /// <param name="isHost">Which of the two.</param>
    /// <param name="cancel">Ends it.</param>
    Task<Measurement> MeasureAsync(Stage stage, bool isHost, CancellationToken cancel);
}
