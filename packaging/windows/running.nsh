; A program that is open is never replaced or removed: its own file cannot be opened for writing while it runs.
!macro RefuseWhileOpen un
Function ${un}RefuseWhileOpen
  IfFileExists "$INSTDIR\${PROGRAM}.exe" 0 closed
  again:
  ClearErrors
  FileOpen $0 "$INSTDIR\${PROGRAM}.exe" a
  IfErrors 0 free
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(StillOpen)" /SD IDCANCEL IDRETRY again
    SetErrorLevel ${STILL_OPEN}
    Quit
  free:
  FileClose $0
  closed:
FunctionEnd
!macroend
