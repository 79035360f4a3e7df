"""What goes into a network: preprocessing, ZCA whitening, augmentation, cut-outs and scenes."""
